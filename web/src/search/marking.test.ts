import { describe, expect, it } from 'vitest'
import { hasWord, marked } from './marking'

/** What is marked stands in brackets. */
const shown = (text: string, query: string) =>
  marked(text, query)
    .map((stretch) => (stretch.isFound ? `[${stretch.text}]` : stretch.text))
    .join('')

describe('what is marked in a message that was found', () => {
  it.each([
    ['The red house', 'red', 'The [red] house'],
    ['The RÉD hóuses', 'red hou', 'The [RÉD] [hóuses]'],
    ['house by house', 'hous red', 'house by house'],
    ['house by house', 'house', '[house] by [house]'],
    ['a red house, red', '"red house"', 'a [red house], red'],
    ['a red house', '“red house', 'a [red house]'],
    ['東京タワー', '京タ', '東[京タ]ワー'],
    ['foo-bar and bar', 'foo-ba', '[foo-bar] and bar'],
    ['bob said red', 'red from:bob', 'bob said [red]'],
    ['alice b', 'from:"alice b"', 'alice b'],
    ['שלום עולם', 'עולם', 'שלום [עולם]'],
    ['<b>red</b>', 'red', '<b>[red]</b>'],
    ['nothing of it', 'red', 'nothing of it'],
  ])('%s, found by %s', (text, query, expected) => expect(shown(text, query)).toBe(expected))

  it('stands in sight however long the message is', () => {
    const text = `${'word '.repeat(200)}needle ${'word '.repeat(200)}`
    const parts = marked(text, 'needle')

    expect(parts[0]?.text).toBe('…')
    expect(parts.at(-1)?.text).toBe('…')
    expect(parts.find(({ isFound }) => isFound)?.text).toBe('needle')
    expect(parts.map((part) => part.text).join('').length).toBeLessThan(300)
  })

  it('is the whole text again when it is put together', () => {
    expect(
      marked('one two one', 'one')
        .map(({ text }) => text)
        .join(''),
    ).toBe('one two one')
  })
})

describe('a query', () => {
  it.each([
    ['', false],
    [' "?" ', false],
    ['🎉', false],
    ['a', true],
    ['京', true],
    ['7', true],
  ])('"%s" has a word: %s', (query, expected) => expect(hasWord(query)).toBe(expected))
})
