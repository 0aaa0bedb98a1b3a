import { describe, expect, test } from 'vitest'
import { link, mark, newLine, pastedCode, pastesLink, type Edit, type Selected } from './formatting'

/** `|` is the caret, or the two ends of what is selected. */
function selected(drawn: string): Selected {
  const start = drawn.indexOf('|')
  const end = drawn.lastIndexOf('|')
  return { text: drawn.replaceAll('|', ''), start, end: end === start ? end : end - 1 }
}

function done({ text }: Selected, edit: Edit | null): string | null {
  if (!edit) return null
  const all = text.slice(0, edit.from) + edit.insert + text.slice(edit.to)
  const caret = edit.start === edit.end ? '|' : `|${all.slice(edit.start, edit.end)}|`
  return all.slice(0, edit.start) + caret + all.slice(edit.end)
}

describe('C9: formatting by keys', () => {
  test.each([
    ['a |b| c', '**', 'a **|b|** c'],
    ['a **|b|** c', '**', 'a |b| c'],
    ['|', '`', '`|`'],
    ['**|b|**', '*', '***|b|***'],
    ['***|b|***', '*', '**|b|**'],
    ['|b|', '*', '*|b|*'],
  ])('%s with %s is %s', (drawn, sign, expected) => {
    expect(done(selected(drawn), mark(selected(drawn), sign))).toBe(expected)
  })

  test.each([
    ['see |this|', '', 'see [this](|)'],
    ['|', '', '[|]()'],
    ['see |this| now', 'https://a.b/c', 'see [this](https://a.b/c)| now'],
  ])('%s becomes a link to “%s”', (drawn, address, expected) => {
    expect(done(selected(drawn), link(selected(drawn), address))).toBe(expected)
  })

  test('an address pasted over words makes them a link; anything else is pasted', () => {
    expect(pastesLink(selected('see |this|'), ' https://a.b/c\n')).toBe(true)
    expect(pastesLink(selected('see |this|'), 'two words')).toBe(false)
    expect(pastesLink(selected('see this|'), 'https://a.b')).toBe(false)
    expect(pastesLink(selected('|https://old.one|'), 'https://a.b')).toBe(false)
  })
})

describe('C2: Enter in code and in lists', () => {
  test.each([
    ['```\nlet a|', '```\nlet a\n|'],
    ['```js\na\n```\nafter|', null],
    ['- one|', '- one\n- |'],
    ['  * one|', '  * one\n  * |'],
    ['9. nine|', '9. nine\n10. |'],
    ['- one\n- |', '- one\n|'],
    ['plain|', null],
    ['-no list|', null],
  ])('%j becomes %j', (drawn, expected) => {
    expect(done(selected(drawn), newLine(selected(drawn)))).toBe(expected)
  })
})

describe('lines from an editor that says so', () => {
  const python = '{"version":1,"isFromEmptySelection":false,"mode":"python"}'

  test.each([
    ['|', 'a:\r\n  b\r\n', python, '```python\na:\n  b\n```\n|'],
    ['look |this| up', '\n  a\n  b', python, 'look \n```python\n  a\n  b\n```\n| up'],
    ['|', 'a\n```\nb', '{"mode":"plaintext"}', '````\na\n```\nb\n````\n|'],
    ['|', 'one line', python, null],
    ['|', 'two\nlines', '', null],
    ['```\nlet a\n|', 'two\nlines', python, null],
  ])('%j with %j from %j becomes %j', (drawn, pasted, editor, expected) => {
    expect(done(selected(drawn), pastedCode(selected(drawn), pasted, editor))).toBe(expected)
  })
})
