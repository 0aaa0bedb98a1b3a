import type { Message, MessageFile } from '../api/types'
import { listed, sizeInWords } from '../language/locale'
import { words } from '../language/words'

/** What the server takes with one message. */
export const mostFiles = 10

/** The pictures that a browser draws and the server vouches for. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export interface Size {
  readonly width: number
  readonly height: number
}

/** A file with a message, or on its way with one. */
export interface ShownFile {
  readonly key: string
  /** Null until the server has it. */
  readonly id: number | null
  readonly name: string
  readonly type: string
  readonly size: number
  readonly width?: number
  readonly height?: number
}

/** What a message brought. */
export function sentFiles({ files = [] }: Pick<Message, 'files'>): readonly ShownFile[] {
  return files.map((file) => ({ ...file, key: `file ${file.id}` }))
}

export function isPicture({ type, width, height }: Pick<ShownFile, 'type' | 'width' | 'height'>): boolean {
  return pictures.has(type) && (width ?? 0) > 0 && (height ?? 0) > 0
}

/** Whether a picture may be made of what somebody chose, so that it is worth trying. */
export function mayBePicture({ type }: Pick<Blob, 'type'>): boolean {
  return pictures.has(type)
}

/** How high one of several pictures is, where there is room for it. */
const tile = 168

/** The room that a picture takes, known before it comes: its own size, or as much of that as fits. */
export function boxOf({ width, height }: Size, isAlone = true): Size {
  const most = isAlone ? { width: 360, height: 320 } : { width: 280, height: tile }
  const scale = Math.min(1, most.width / width, most.height / height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** One of several pictures is as high as the others, and leaves room beside it: what is wider or narrower than that loses its ends. */
export function tileOf({ width, height }: Size): { readonly ratio: number; readonly isWhole: boolean } {
  const ratio = Math.min(1.5, Math.max(0.75, width / height))
  return { ratio, isWhole: width <= tile * ratio && height <= tile }
}

export function addressOf({ id, name }: Pick<MessageFile, 'id' | 'name'>): string {
  return `/files/${id}/${encodeURIComponent(name)}`
}

/** What came, where there is no room to show it. */
export function filesInWords(files: readonly Pick<ShownFile, 'name' | 'type' | 'width' | 'height'>[]): string {
  const shown = files.filter(isPicture).length
  const others = files.filter((file) => !isPicture(file)).map(({ name }) => name)
  const all = shown > 0 ? [words.files.pictures(shown), ...others] : others
  return listed(all)
}

/** What is no character, ends a line, names a folder, or turns the direction of what follows so that it reads as another kind of file. */
const unfit = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069/\\]/gu

/** A name that the server takes: on one line, and its end, which says what it is, is kept. */
export function nameFor(name: string): string {
  const clean = name.replace(unfit, ' ').trim()
  if (/^\.{0,2}$/.test(clean)) return words.files.unnamed
  const ending = /\.[^.]{1,16}$/.exec(clean)?.[0] ?? ''
  if (clean.length <= longestName) return clean
  // Half of a character is none.
  return clean.slice(0, longestName - ending.length).replace(/\p{Cs}$/u, '') + ending
}

const longestName = 255

/** What of the chosen files can go with a message, and in words why the others cannot. */
export function judgeFiles<Chosen extends { readonly name: string; readonly size: number }>(
  chosen: readonly Chosen[],
  already: number,
  mostBytes: number,
): { readonly taken: readonly Chosen[]; readonly problems: readonly string[] } {
  const fitting = chosen.filter(({ size }) => size <= mostBytes)
  const problems = chosen
    .filter(({ size }) => size > mostBytes)
    .map(({ name, size }) => words.files.tooLarge(name, sizeInWords(size - mostBytes), sizeInWords(mostBytes)))
  const taken = fitting.slice(0, Math.max(0, mostFiles - already))
  const left = fitting.length - taken.length
  return { taken, problems: left > 0 ? [...problems, words.files.tooMany(mostFiles, left)] : problems }
}
