import { describe, expect, test } from 'vitest'
import type { MyThread } from '../api/types'
import { findRooms, neighbour } from './switching'

const room = (id: number, name: string, unread = 0, mentions = 0): MyThread => ({
  id,
  name,
  private: false,
  offset: 9,
  lastMessageAt: null,
  read: 9,
  unread,
  mentions,
})
const rooms = [room(1, 'design'), room(2, 'release-3', 2), room(3, 'red line', 1, 1), room(4, 'First thread')]
const names = (query: string, recent: readonly number[] = []) => findRooms(query, rooms, recent).map(({ name }) => name)

describe('N7: the switcher', () => {
  test('without a word: what calls me, what is unread, then where I was', () => {
    expect(names('', [1, 4])).toEqual(['red line', 'release-3', 'First thread', 'design'])
    expect(findRooms('', [room(1, 'here'), room(2, 'elsewhere')], [1]).map(({ id }) => id)).toEqual([2, 1])
  })

  test('takes the beginning before the middle, and letters in their order', () => {
    expect(names('re')).toEqual(['red line', 'release-3', 'First thread'])
    expect(names('thr')).toEqual(['First thread'])
    expect(names('rl3')).toEqual(['release-3'])
    expect(names('#DES')).toEqual(['design'])
    expect(names('zebra')).toEqual([])
  })
})

describe('N6: the next room', () => {
  const next = (open: number | null, step: 1 | -1, isUnreadOnly = false) =>
    neighbour(rooms, open, step, isUnreadOnly)?.id

  test('goes round', () => {
    expect(next(1, 1)).toBe(2)
    expect(next(4, 1)).toBe(1)
    expect(next(1, -1)).toBe(4)
    expect(next(null, 1)).toBe(1)
    expect(next(null, -1)).toBe(4)
  })

  test('that is unread', () => {
    expect(next(4, 1, true)).toBe(2)
    expect(next(3, 1, true)).toBe(2)
    expect(neighbour([room(1, 'a'), room(2, 'b')], 1, 1, true)).toBeUndefined()
    expect(neighbour([], null, 1, false)).toBeUndefined()
  })
})
