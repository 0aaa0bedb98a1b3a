import { expect, test } from 'vitest'
import type { Thread } from '../api/types'
import { add, advance, inOrder, isUnseen, replaceAll, see, startSeen } from './threads'

const room = (id: number, offset = 1, name = `room ${id}`): Thread => ({
  id,
  name,
  private: false,
  offset,
  lastMessageAt: null,
})

test('rooms stand by name, numbers in their own order', () => {
  const threads = replaceAll(new Map(), [room(1, 1, 'release-10'), room(2, 1, 'Beta'), room(3, 1, 'release-9')])
  expect(inOrder(threads).map((thread) => thread.name)).toEqual(['Beta', 'release-9', 'release-10'])
})

test('a list that was read before an event does not take the event back', () => {
  const threads = advance(add(new Map(), room(1, 4)), 1, 5)
  expect(replaceAll(threads, [room(1, 4)]).get(1)?.offset).toBe(5)
})

test('rooms that are gone from the list are gone', () => {
  expect([...replaceAll(add(new Map(), room(1)), [room(2)]).keys()]).toEqual([2])
})

test('a room is unseen from its next event until it is seen', () => {
  const seen = startSeen(new Map(), [room(1, 4)])
  expect(isUnseen(room(1, 4), seen)).toBe(false)
  expect(isUnseen(room(1, 5), seen)).toBe(true)
  expect(isUnseen(room(1, 5), see(seen, 1, 5))).toBe(false)
})

test('a room made while I am here is new', () => {
  expect(isUnseen(room(9, 1), startSeen(new Map(), [room(1)]))).toBe(true)
})
