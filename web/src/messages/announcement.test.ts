import { expect, test } from 'vitest'
import { message } from '../testing'
import { announcement } from './announcement'

test('A1: a few messages are read out, many are counted', () => {
  expect(announcement([message(1, { text: 'hi' }), message(2, { text: 'you' })])).toBe('bob: hi. bob: you')
  expect(announcement([1, 2, 3, 4].map((offset) => message(offset)))).toBe('4 new messages')
})
