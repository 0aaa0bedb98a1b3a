import { expect, test } from 'vitest'
import { dayName } from './dates'

const now = new Date(2026, 10, 22, 9, 30).getTime()

test.each([
  ['Today', new Date(2026, 10, 22, 0, 0)],
  ['Today', new Date(2026, 10, 22, 23, 59)],
  ['Yesterday', new Date(2026, 10, 21, 0, 0)],
  ['Friday 20 November', new Date(2026, 10, 20, 23, 59)],
  ['Wednesday 31 December 2025', new Date(2025, 11, 31, 12, 0)],
  // A server whose clock is ahead must not write "Today" under tomorrow's date.
  ['Monday 23 November', new Date(2026, 10, 23, 0, 1)],
])('T2: %s', (name, day) => {
  expect(dayName(day.getTime(), now).replace(',', '')).toBe(name)
})
