/** The parts of a key press that decide what it means. */
export interface KeyPress {
  readonly key: string
  readonly keyCode: number
  readonly isComposing: boolean
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

/**
 * Enter sends. Not while an input method is choosing characters with it, and not where Enter is the only way to a new line. Whoever
 * wants it so sends with Ctrl or Cmd held.
 */
export function sendsMessage(press: KeyPress, isTouch: boolean, needsCommand = false): boolean {
  const isWanted = press.ctrlKey || press.metaKey || (!needsCommand && !isTouch)
  return press.key === 'Enter' && !press.shiftKey && !press.altKey && isWanted && !isInputMethod(press)
}

/** Enter with nothing held, which in code and in lists goes on in them. */
export function goesOn(press: KeyPress): boolean {
  const isAlone = !press.shiftKey && !press.ctrlKey && !press.altKey && !press.metaKey
  return press.key === 'Enter' && isAlone && !isInputMethod(press)
}

export type Format = 'bold' | 'italic' | 'code' | 'link'

/** The formatting that a key press asks for. */
export function formatOf(press: KeyPress): Format | null {
  if (!(press.ctrlKey || press.metaKey) || press.altKey || isInputMethod(press)) return null
  const key = press.key.toLowerCase()
  if (press.shiftKey) return key === 'l' ? 'link' : null
  return key === 'b' ? 'bold' : key === 'i' ? 'italic' : key === 'e' ? 'code' : null
}

/** Whether a text calls everybody who sees it. The server reads it the same way. */
export function callsEveryone(text: string): boolean {
  const names = text.matchAll(/(?<![\p{L}\p{N}_])@([A-Za-z0-9._+-]{1,64})/gu)
  return [...names].some(([, name = '']) => name.replace(/[.\-_+]+$/, '').toLowerCase() === 'everyone')
}

/** The key for which an empty composer fetches what was written last. With others held it means something else. */
export function asksForLast(press: KeyPress): boolean {
  const isAlone = !press.shiftKey && !press.ctrlKey && !press.altKey && !press.metaKey
  return press.key === 'ArrowUp' && isAlone && !isInputMethod(press)
}

/** Whether a key pressed outside of any field was meant as text. */
export function isText(press: KeyPress): boolean {
  return (
    Array.from(press.key).length === 1 && !press.ctrlKey && !press.altKey && !press.metaKey && !isInputMethod(press)
  )
}

export interface Verdict {
  readonly canSend: boolean
  /** Characters over the limit; nothing is ever cut. */
  readonly over: number
}

/** `longest`: the most characters that the server takes in one message. With files it may go without a text. */
export function judge(text: string, longest: number, hasFiles = false): Verdict {
  const over = Math.max(0, text.length - longest)
  return { canSend: over === 0 && (hasFiles || text.trim() !== ''), over }
}

function isInputMethod(press: KeyPress): boolean {
  return press.isComposing || press.keyCode === 229
}

const emojiAlone = new RegExp('^(?:\\p{RGI_Emoji}\\s*){1,3}$', 'v')

/** Whether it is a face or two and nothing else, which is worth looking at. */
export function isEmojiAlone(text: string): boolean {
  return emojiAlone.test(text)
}

const foldedLines = 18
const foldedLength = 1_600

/** Whether a message would take more of the screen than a reader who scrolls by wants to give it. */
export function isLong(text: string): boolean {
  return text.length > foldedLength || text.split('\n', foldedLines + 1).length > foldedLines
}
