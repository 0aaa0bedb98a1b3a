import { expect, test } from 'vitest'
import { presenceLine } from './presence'

const now = Date.UTC(2026, 10, 22, 12)
const minute = 60_000

test.each([
  [0, 'Last seen just now'],
  [-5 * minute, 'Last seen just now'],
  [5 * minute, 'Last seen 5 minutes ago'],
  [44 * minute, 'Last seen 40 minutes ago'],
  [61 * minute, 'Last seen 1 hour ago'],
  [25 * 60 * minute, 'Last seen yesterday'],
  [3 * 24 * 60 * minute, 'Last seen 3 days ago'],
  [30 * 24 * 60 * minute, 'Last seen on 23 October 2026'],
])('whoever left %i ms ago was last seen about then', (elapsed, line) => {
  const lastSeen = new Date(now - elapsed).toISOString()

  expect(presenceLine({ id: 1, presence: 'offline', lastSeen }, now)).toBe(line)
})

test('whoever is here is not last seen, and of whom nothing is known nothing is said', () => {
  expect(presenceLine({ id: 1, presence: 'online' }, now)).toBe('Online')
  expect(presenceLine({ id: 1, presence: 'idle' }, now)).toBe('Idle')
  expect(presenceLine({ id: 1, presence: 'offline' }, now)).toBe('Offline')
  expect(presenceLine(undefined, now)).toBe('')
})
