/** A stretch of a text, and whether it is what was looked for. */
export interface Stretch {
  readonly text: string
  readonly isFound: boolean
}

interface Word {
  readonly folded: string
  readonly from: number
  readonly to: number
}

interface Phrase {
  readonly words: readonly string[]
  /** The last one is the beginning of a word. */
  readonly isOpen: boolean
}

/** Scripts that are written without spaces: each character is a word. As the server has it. */
const alone =
  '\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u3005-\\u30FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}'
const wordPattern = new RegExp(`[${alone}]\\p{M}*|(?:(?![${alone}])[\\p{L}\\p{N}]\\p{M}*)+`, 'gu')

/** Around what was found so much of a message is shown. */
const before = 60
const most = 280

/** Whether there is anything to look for: a letter or a digit. */
export function hasWord(query: string): boolean {
  return /[\p{L}\p{N}]/u.test(query)
}

/** The part of a text that has what was looked for, taken apart where it stands. */
export function marked(text: string, query: string): readonly Stretch[] {
  const places = placesOf(text, query)
  const start = startOf(text, places[0]?.[0] ?? 0)
  const end = Math.min(text.length, start + most)
  const stretches: Stretch[] = []
  const add = (from: number, to: number, isFound: boolean) => {
    if (from < to) stretches.push({ text: text.slice(from, to), isFound })
  }
  let at = start
  for (const [from, to] of places.filter(([from]) => from < end)) {
    add(at, from, false)
    add(from, Math.min(to, end), true)
    at = Math.min(to, end)
  }
  add(at, end, false)
  if (start > 0) stretches.unshift({ text: '…', isFound: false })
  if (end < text.length) stretches.push({ text: '…', isFound: false })
  return stretches
}

/** Not in the middle of a word, and with something before what was found. */
function startOf(text: string, found: number): number {
  if (found <= before) return 0
  const space = text.indexOf(' ', found - before)
  return space < 0 || space >= found ? found : space + 1
}

/** From where to where the phrases stand, in their order, none over another. */
function placesOf(text: string, query: string): readonly (readonly [from: number, to: number])[] {
  const said = wordsOf(text)
  const places = phrasesOf(query).flatMap((phrase) => placesOfPhrase(said, phrase))
  places.sort(([one], [other]) => one - other)
  return places.filter(([from], index) => index === 0 || from >= (places[index - 1]?.[1] ?? 0))
}

function placesOfPhrase(said: readonly Word[], { words, isOpen }: Phrase): (readonly [number, number])[] {
  return said.flatMap((first, start) => {
    const fits = words.every((word, index) => {
      const there = said[start + index]?.folded
      return isOpen && index === words.length - 1 ? there?.startsWith(word) : there === word
    })
    return fits ? [[first.from, said[start + words.length - 1]?.to ?? first.to] as const] : []
  })
}

/** Names are not marked: they stand beside the text. */
function phrasesOf(query: string): readonly Phrase[] {
  const parts = [...query.trim().matchAll(/(from:)?(?:["“”„]([^"“”„]*)(?:["“”„]|$)|([^\s"“”„]+))/giu)]
  return parts.flatMap(([, from, quoted, plain], index) => {
    const words = wordsOf(quoted ?? plain ?? '').map(({ folded }) => folded)
    if (from !== undefined || words.length === 0) return []
    const isOpen = quoted === undefined && index === parts.length - 1 && (words.at(-1)?.length ?? 0) > 1
    return [{ words, isOpen }]
  })
}

function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(wordPattern)].map((match) => ({
    folded: fold(match[0]),
    from: match.index,
    to: match.index + match[0].length,
  }))
}

/** Small letters without accents. */
function fold(word: string): string {
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ς', 'σ')
    .normalize('NFKC')
}
