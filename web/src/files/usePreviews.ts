import { onScopeDispose, shallowReactive } from 'vue'
import { mayBePicture, type Size } from './files'
import { isCalm, stillOf } from './moving'
import type { Attachment } from './uploads'

export interface Previews {
  /** Finds out how large a picture is. */
  look(key: string, bytes: Blob): void
  /** Where the browser finds the picture of an upload, or that of a file of mine that it has shown from here; null if it has none. */
  addressOf(of: { readonly key: string } | { readonly file: number }): string | null
  forget(keys: readonly string[]): void
  /** What is shown goes on being shown from here, so that it does not flicker when a message has it. */
  keep(attachments: readonly Attachment[]): void
}

/** As many of my own pictures as somebody may have in sight at once. */
const mostKept = 30

/** Pictures that are on this device already. */
export function usePreviews(seen: (key: string, size: Size) => void): Previews {
  const addresses = shallowReactive(new Map<string, string>())
  const kept = shallowReactive(new Map<number, string>())
  /** Pictures of which it is not known yet whether they move. */
  const unsure = new Set<string>()
  /** What is shown of those that do, where nothing may move by itself. */
  const stills = new Set<string>()

  function take(key: string): string | undefined {
    const address = addresses.get(key)
    addresses.delete(key)
    return address
  }

  function show(key: string, bytes: Blob): void {
    const address = URL.createObjectURL(bytes)
    addresses.set(key, address)
    const picture = new Image()
    picture.onload = () => seen(key, { width: picture.naturalWidth, height: picture.naturalHeight })
    picture.src = address
  }

  async function showStill(key: string, bytes: Blob): Promise<void> {
    unsure.add(key)
    const still = await stillOf(bytes).catch(() => null)
    if (!unsure.delete(key)) return
    if (still) stills.add(key)
    show(key, still ?? bytes)
  }

  onScopeDispose(() => {
    unsure.clear()
    for (const address of [...addresses.values(), ...kept.values()]) URL.revokeObjectURL(address)
  })

  return {
    look(key, bytes) {
      if (!mayBePicture(bytes)) return
      if (isCalm()) void showStill(key, bytes)
      else show(key, bytes)
    },
    addressOf: (of) => ('key' in of ? addresses.get(of.key) : kept.get(of.file)) ?? null,
    forget(keys) {
      for (const key of keys) {
        unsure.delete(key)
        stills.delete(key)
        URL.revokeObjectURL(take(key) ?? '')
      }
    },
    keep(attachments) {
      for (const { key, file } of attachments) {
        unsure.delete(key)
        const isStill = stills.delete(key)
        const address = take(key)
        if (address === undefined) continue
        // What is only shown still is played from the server.
        if (file && !isStill) kept.set(file.id, address)
        else URL.revokeObjectURL(address)
      }
      for (const [file, address] of [...kept].slice(0, -mostKept)) {
        URL.revokeObjectURL(address)
        kept.delete(file)
      }
    },
  }
}
