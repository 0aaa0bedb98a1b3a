import { describe, expect, it } from 'vitest'
import { plainText } from './plainText'

describe('what a message says in one line', () => {
  it('has no signs of its format', () => {
    expect(plainText('# Report\n\nIt is **done**, see [here](https://example.org).\n\n- one\n- `two`')).toBe(
      'Report It is done, see here. one two',
    )
    expect(plainText('| a | b |\n|--|--|\n| 1 | 2 |\n\n---\n\n```js\nrun()\nstop()\n```')).toBe('a b 1 2 run() stop()')
  })

  it('leaves alone what only looks like one', () => {
    expect(plainText('2 * 3 * 4 and some_snake_case')).toBe('2 * 3 * 4 and some_snake_case')
  })

  it('keeps hidden what is hidden', () => {
    expect(plainText('The butler ||did it||')).toBe('The butler ▒▒▒')
  })
})
