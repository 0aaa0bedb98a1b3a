import { type Words } from '../language/en'

export interface EmojiEntry {
  readonly sign: string
  /** What it is called, the usual name first. */
  readonly names: readonly string[]
}

/** What a paragraph of the file is called; the languages have a name for each. */
export type EmojiKindName = keyof Words['emoji']['kinds']

export interface EmojiKind {
  readonly name: EmojiKindName
  readonly emoji: readonly EmojiEntry[]
}

let loaded: Promise<readonly EmojiKind[]> | undefined

/** All emoji, which are a file of their own: most visits never need them. */
export function loadEmoji(): Promise<readonly EmojiKind[]> {
  loaded ??= read().catch((error: unknown) => {
    // Without a connection; the next one who asks may have it.
    loaded = undefined
    throw error
  })
  return loaded
}

/**
 * The file has a paragraph for each kind, its name and then a line for each emoji: the sign, what it is called here, and its other names (Unicode's where
 * nobody knows it by another). The last paragraph names the regions that have a flag, by their ISO codes.
 */
async function read(): Promise<readonly EmojiKind[]> {
  const { default: file } = await import('./emoji.txt?raw')
  const paragraphs = file
    .trim()
    .split('\n\n')
    .map((paragraph) => paragraph.split('\n'))
  const regions = paragraphs.pop()?.slice(1).join(' ') ?? ''
  return paragraphs.map(([name = '', ...lines], index) => {
    const emoji = lines.map(readLine)
    return {
      name: name as EmojiKindName,
      emoji: index === paragraphs.length - 1 ? [...emoji, ...flags(regions)] : emoji,
    }
  })
}

function readLine(line: string): EmojiEntry {
  const [sign = '', ...names] = line.split(' ')
  return { sign, names }
}

/** A flag is its region's two letters, each as a sign of its own. */
function flags(regions: string): readonly EmojiEntry[] {
  const namer = new Intl.DisplayNames('en', { type: 'region' })
  return regions
    .trim()
    .split(/\s+/)
    .map((code) => ({
      sign: Array.from(code, (letter) => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - 65)).join(''),
      names: [`flag_${(namer.of(code) ?? code).toLowerCase().replace(/[^a-z]+/g, '_')}`, code.toLowerCase()],
    }))
}

/** The emoji whose names are like `word`: the very name, then what begins so, then what has it inside. Of equals the recent first. */
export function findEmoji(
  kinds: readonly EmojiKind[],
  word: string,
  recent: readonly string[] = [],
): readonly EmojiEntry[] {
  const wanted = word.trim().toLowerCase().replaceAll(' ', '_')
  const place = (sign: string) => {
    const at = recent.indexOf(sign)
    return at < 0 ? recent.length : at
  }
  return kinds
    .flatMap(({ emoji }) => emoji)
    .map((entry) => ({ entry, ...best(entry.names, wanted) }))
    .filter(({ fit }) => fit > 0)
    .sort(
      (one, other) =>
        other.fit - one.fit || place(one.entry.sign) - place(other.entry.sign) || one.length - other.length,
    )
    .map(({ entry }) => entry)
}

/** How well the likest name fits; of two the shorter one has less in it that was not asked for. */
function best(names: readonly string[], wanted: string): { fit: number; length: number } {
  const fits = names.map((name) => ({ fit: likeness(name, wanted), length: name.length }))
  return fits.reduce((one, other) => (other.fit > one.fit ? other : one), { fit: 0, length: 0 })
}

function likeness(name: string, wanted: string): number {
  if (name === wanted) return 4
  if (name.startsWith(wanted)) return 3
  if (name.includes(`_${wanted}`)) return 2
  return Number(wanted.length > 2 && name.includes(wanted))
}
