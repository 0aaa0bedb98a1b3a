import { expect, test } from 'vitest'
import { clientIds } from './clientId'

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('an id is a UUID of version 7 that begins with the time', () => {
  const id = clientIds(() => 0x0123456789ab)()
  expect(id).toMatch(form)
  expect(id.startsWith('01234567-89ab-7')).toBe(true)
})

test('ids ascend within a millisecond and when the clock steps back', () => {
  const times = [5, 5, 5, 3, 4, 6]
  const next = clientIds(() => times.shift() ?? 6)
  const ids = Array.from({ length: 10_000 }, next)
  expect(ids.every((id) => form.test(id))).toBe(true)
  expect(ids).toEqual([...ids].sort())
  expect(new Set(ids).size).toBe(ids.length)
})
