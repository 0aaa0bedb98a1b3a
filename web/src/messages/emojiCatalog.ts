import { type Words } from '../language/en'
import { locale } from '../language/locale'
import { languageOf, type Language } from '../language/speech'
import { words } from '../language/words'

export interface EmojiEntry {
  readonly sign: string
  /** What it is called between colons, the usual name first. */
  readonly names: readonly string[]
  /** What it is called in the language of the page, if that is not English. */
  readonly label?: string
  /** By what else it is looked for there. */
  readonly keywords?: readonly string[]
}

/** What a paragraph of the file is called; the languages have a name for each. */
export type EmojiKindName = keyof Words['emoji']['kinds']

export interface EmojiKind {
  readonly name: EmojiKindName
  readonly emoji: readonly EmojiEntry[]
}

/** A sign's name in another language, and by what else it is looked for. */
type Spoken = Pick<EmojiEntry, 'label' | 'keywords'>

const spoken: Partial<Record<Language, () => Promise<{ default: string }>>> = {
  de: () => import('./emoji.de.txt?raw'),
}

const loaded = new Map<string, Promise<readonly EmojiKind[]>>()

/** All emoji as the page speaks of them, which are files of their own: most visits never need them. */
export function loadEmoji(tag = locale.value): Promise<readonly EmojiKind[]> {
  const known = loaded.get(tag)
  if (known) return known
  const loading = read(tag).catch((error: unknown) => {
    // Without a connection; the next one who asks may have it.
    loaded.delete(tag)
    throw error
  })
  loaded.set(tag, loading)
  return loading
}

/**
 * The file has a paragraph for each kind, its name and then a line for each emoji: the sign, what it is called here, and its other names (Unicode's where
 * nobody knows it by another). The last paragraph names the regions that have a flag, by their ISO codes.
 */
async function read(tag: string): Promise<readonly EmojiKind[]> {
  const [{ default: file }, called] = await Promise.all([import('./emoji.txt?raw'), readSpoken(tag)])
  const paragraphs = file
    .trim()
    .split('\n\n')
    .map((paragraph) => paragraph.split('\n'))
  const regions = paragraphs.pop()?.slice(1).join(' ') ?? ''
  return paragraphs.map(([name = '', ...lines], index) => {
    const emoji = lines.map(readLine).map((entry) => ({ ...entry, ...called.get(entry.sign) }))
    return {
      name: name as EmojiKindName,
      emoji: index === paragraphs.length - 1 ? [...emoji, ...flags(regions, tag)] : emoji,
    }
  })
}

/** A line for each emoji: the sign, then its name and other words, each after a bar. */
async function readSpoken(tag: string): Promise<ReadonlyMap<string, Spoken>> {
  const ours: Partial<Record<string, string>> = words.emoji.names
  const { default: file } = (await spoken[languageOf(tag)]?.()) ?? { default: '' }
  const lines = file.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const space = line.indexOf(' ')
      const sign = line.slice(0, space)
      const called = line.slice(space + 1).split('|')
      // The dozen has shorter names of our own.
      const [label = '', ...keywords] = [ours[sign], ...called].filter((name) => name !== undefined)
      return [sign, { label, keywords: keywords.map(folded) }]
    }),
  )
}

function readLine(line: string): EmojiEntry {
  const [sign = '', ...names] = line.split(' ')
  return { sign, names }
}

/** A flag is its region's two letters, each as a sign of its own. */
function flags(regions: string, tag: string): readonly EmojiEntry[] {
  const english = new Intl.DisplayNames('en', { type: 'region' })
  const here = languageOf(tag) === 'en' ? null : new Intl.DisplayNames(tag, { type: 'region' })
  return regions
    .trim()
    .split(/\s+/)
    .map((code) => ({
      sign: Array.from(code, (letter) => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - 65)).join(''),
      names: [`flag_${(english.of(code) ?? code).toLowerCase().replace(/[^a-z]+/g, '_')}`, code.toLowerCase()],
      ...(here ? { label: here.of(code) ?? code } : {}),
    }))
}

/** As it is compared: without case, accents and spaces. */
function folded(word: string): string {
  return word.toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}/gu, '').replace(/\s+/g, '_')
}

/** What it is called by those who read the page. */
export function emojiLabel({ label, names }: EmojiEntry): string {
  return label ?? (names[0] ?? '').replaceAll('_', ' ')
}

/** Whether it has this very name. */
export function isCalled({ label, names }: EmojiEntry, word: string): boolean {
  return names.includes(word.toLowerCase()) || (label !== undefined && folded(label) === folded(word))
}

/** The emoji whose names are like `word`: the very name, then what begins so, then what has it inside. Of equals the recent first. */
export function findEmoji(
  kinds: readonly EmojiKind[],
  word: string,
  recent: readonly string[] = [],
): readonly EmojiEntry[] {
  const wanted = folded(word.trim())
  const place = (sign: string) => {
    const at = recent.indexOf(sign)
    return at < 0 ? recent.length : at
  }
  return kinds
    .flatMap(({ emoji }) => emoji)
    .map((entry) => ({ entry, ...best(entry, wanted) }))
    .filter(({ fit }) => fit > 0)
    .sort(
      (one, other) =>
        other.fit - one.fit || place(one.entry.sign) - place(other.entry.sign) || one.length - other.length,
    )
    .map(({ entry }) => entry)
}

/** How well the likest name fits; of two the shorter one has less in it that was not asked for. Other words come after names. */
function best({ names, label, keywords = [] }: EmojiEntry, wanted: string): { fit: number; length: number } {
  const named = (label === undefined ? names : [folded(label), ...names]).map((name) => ({
    fit: likeness(name, wanted),
    length: name.length,
  }))
  const length = label?.length ?? 0
  const meant = keywords.map((word) => ({ fit: likeness(word, wanted) - 0.5, length }))
  return [...named, ...meant].reduce((one, other) => (other.fit > one.fit ? other : one), { fit: 0, length: 0 })
}

function likeness(name: string, wanted: string): number {
  if (name === wanted) return 4
  if (name.startsWith(wanted)) return 3
  if (name.includes(`_${wanted}`)) return 2
  return Number(wanted.length > 2 && name.includes(wanted))
}
