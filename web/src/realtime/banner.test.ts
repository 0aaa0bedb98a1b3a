import { expect, test } from 'vitest'
import { notice } from './banner'

test('K1: a short gap is nobody’s business', () => {
  expect(notice('connecting', true, true, false)).toBeNull()
})

test('K1, K3: a longer one says what happens to messages and offers to try now', () => {
  expect(notice('connecting', false, true, false)).toMatchObject({ canRetry: true })
  expect(notice('connecting', false, false, false)?.text).toMatch(/^Offline/)
})

test('K2: being behind is said as soon as the connection is back', () => {
  expect(notice('live', true, true, true)?.text).toBe('Catching up…')
  expect(notice('live', true, true, false)).toBeNull()
  expect(notice('live', true, true, true, true)).toMatchObject({ canRetry: true })
})
