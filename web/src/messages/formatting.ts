/** A change to a text that is being written, and what is selected after it. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly insert: string
  readonly start: number
  readonly end: number
}

/** What is selected in a text; nothing where both ends are one. */
export interface Selected {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Puts marks around what is selected, or takes them away where they are. */
export function mark({ text, start, end }: Selected, sign: string): Edit {
  const inside = text.slice(start, end)
  const outer = { from: start - sign.length, to: end + sign.length }
  const isMarked = text.slice(outer.from, start) === sign && text.slice(end, outer.to) === sign && outer.from >= 0
  if (isMarked && !isPartOfLonger(text, outer, sign))
    return { ...outer, insert: inside, start: outer.from, end: outer.from + inside.length }
  return {
    from: start,
    to: end,
    insert: sign + inside + sign,
    start: start + sign.length,
    end: end + sign.length,
  }
}

/** A link with what is selected as its words. Without an address, the caret stands where it goes. */
export function link({ text, start, end }: Selected, address = ''): Edit {
  const words = text.slice(start, end)
  const insert = `[${words}](${address})`
  const place = words === '' ? start + 1 : address === '' ? start + insert.length - 1 : start + insert.length
  return { from: start, to: end, insert, start: place, end: place }
}

/** Whether an address that is pasted over a selection makes it a link. */
export function pastesLink({ text, start, end }: Selected, pasted: string): boolean {
  const words = text.slice(start, end)
  return /^https?:\/\/\S+$/i.test(pasted.trim()) && words.trim() !== '' && !/[\n[\]]|^https?:/.test(words)
}

/** Several lines from an editor, which says in what language they are, as a block of code. Null for anything else, and inside of code. */
export function pastedCode({ text, start, end }: Selected, pasted: string, editor: string): Edit | null {
  const code = pasted.replace(/\r\n?/g, '\n').replace(/^\n+|\s+$/g, '')
  if (editor === '' || !code.includes('\n') || isInCode(text.slice(0, start))) return null
  const language = /"mode":"([\w#+-]+)"/.exec(editor)?.[1] ?? ''
  const runs = code.match(/`{3,}/g) ?? []
  const fence = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)))
  const above = start === 0 || text[start - 1] === '\n' ? '' : '\n'
  return typed(start, end, `${above}${fence}${language === 'plaintext' ? '' : language}\n${code}\n${fence}\n`)
}

/** What Enter does where it does not send: in code that is open and in a list. Null anywhere else. */
export function newLine({ text, start, end }: Selected): Edit | null {
  const before = text.slice(0, start)
  if (isInCode(before)) return typed(start, end, '\n')
  const line = before.slice(before.lastIndexOf('\n') + 1)
  const item = /^(\s*)([-*+]|(\d{1,8})([.)]))\s+(.*)$/s.exec(line)
  if (!item) return null
  const [, indent = '', bullet = '', number, after = '', content = ''] = item
  if (content === '') return typed(start - line.length, end, '')
  const next = number === undefined ? bullet : `${Number(number) + 1}${after}`
  return typed(start, end, `\n${indent}${next} `)
}

function typed(from: number, to: number, insert: string): Edit {
  return { from, to, insert, start: from + insert.length, end: from + insert.length }
}

function isInCode(before: string): boolean {
  return before.split('\n').filter((line) => /^ {0,3}(```|~~~)/.test(line)).length % 2 === 1
}

/** One star of two is no mark of its own. */
function isPartOfLonger(text: string, { from, to }: { from: number; to: number }, sign: string): boolean {
  return sign.length === 1 && text[from - 1] === sign && text[to] === sign && text[from - 2] !== sign
}
