import { expect, test } from 'vitest'
import { initials } from './initials'

test.each([
  ['john', 'JO'],
  ['mary ann', 'MA'],
  ['teo.kim', 'TK'],
  ['x', 'X'],
  ['', '?'],
  ['𝒶𝒷c', '𝒶𝒷'],
])('%s has the initials %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})
