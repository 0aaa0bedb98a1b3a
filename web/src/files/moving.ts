import type { ShownFile } from './files'

/** Whether somebody wants nothing to move by itself. */
export function isCalm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** What can have more than one picture in it. */
const movable = new Set(['image/gif', 'image/png', 'image/webp'])

export function mayMove({ type }: Pick<ShownFile, 'type'>): boolean {
  return movable.has(type)
}

/** The first picture of those that move one after the other; null for a picture that does not move. */
export async function stillOf(picture: Blob): Promise<Blob | null> {
  if (!mayMove(picture) || !isMoving(new Uint8Array(await picture.arrayBuffer()))) return null
  const first = await createImageBitmap(picture)
  const canvas = document.createElement('canvas')
  canvas.width = first.width
  canvas.height = first.height
  canvas.getContext('2d')?.drawImage(first, 0, 0)
  first.close()
  return new Promise((resolve) => canvas.toBlob(resolve))
}

/** Whether there is more than one picture in it, as far as its format says so. */
export function isMoving(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (says(bytes, 0, 'GIF8')) return isMovingGif(view)
    if (says(bytes, 0, '\x89PNG')) return isMovingPng(bytes, view)
    // The flags of the extended format.
    return says(bytes, 0, 'RIFF') && says(bytes, 8, 'WEBPVP8X') && (view.getUint8(20) & 2) !== 0
  } catch (error) {
    // It ends before it should.
    if (error instanceof RangeError) return false
    throw error
  }
}

function says(bytes: Uint8Array, at: number, text: string): boolean {
  return Array.from(text, (sign) => sign.charCodeAt(0)).every((code, index) => bytes[at + index] === code)
}

/** A second picture in it. */
function isMovingGif(view: DataView): boolean {
  let at = 13 + coloursAt(view, 10)
  for (let pictures = 0; ;) {
    const block = view.getUint8(at)
    if (block === 0x2c) {
      if (++pictures > 1) return true
      at = afterParts(view, at + 11 + coloursAt(view, at + 9))
    } else if (block === 0x21) at = afterParts(view, at + 2)
    else return false
  }
}

/** How long the list of colours is that these flags announce. */
function coloursAt(view: DataView, at: number): number {
  const flags = view.getUint8(at)
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

/** Each part says how long it is; an empty one is the last. */
function afterParts(view: DataView, first: number): number {
  let at = first
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += length + 1
  return at + 1
}

/** What says that it moves comes before the first picture. */
function isMovingPng(bytes: Uint8Array, view: DataView): boolean {
  for (let at = 8; !says(bytes, at + 4, 'IDAT'); at += 12 + view.getUint32(at))
    if (says(bytes, at + 4, 'acTL')) return true
  return false
}
