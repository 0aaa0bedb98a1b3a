import { expect, test } from 'vitest'
import type { MyThread } from '../api/types'
import { newsOf, pageTitle } from './title'

const room = (id: number, unread: number, mentions: number): MyThread => ({
  id,
  name: `room ${id}`,
  private: false,
  offset: 9,
  lastMessageAt: null,
  read: 1,
  unread,
  mentions,
})

const titleOf = (threads: readonly MyThread[], open: MyThread | null, hasAttention: boolean) =>
  pageTitle(newsOf(threads, [open?.id], hasAttention), open)

test('N1: the title counts calls, and has a dot for other news', () => {
  expect(titleOf([room(1, 0, 0), room(2, 3, 1), room(3, 2, 2)], room(1, 0, 0), true)).toBe('(3) room 1 — Loquat')
  expect(titleOf([room(1, 0, 0), room(2, 3, 0)], null, true)).toBe('• Loquat')
  expect(titleOf([room(1, 0, 0)], room(1, 0, 0), true)).toBe('room 1 — Loquat')
})

test('N1: what is new in a branch counts, unless it is open beside its room', () => {
  const branch = { ...room(9, 2, 1), name: '', parent: { thread: 1, message: 4 }, follows: true }
  const open = room(1, 0, 0)
  expect(newsOf([open, branch], [1, null], true)).toEqual({ calls: 1, hasMore: true })
  expect(newsOf([open, branch], [1, 9], true)).toEqual({ calls: 0, hasMore: false })
  expect(newsOf([open, branch], [1, 9], false)).toEqual({ calls: 1, hasMore: true })
})

test('N2: what is before my eyes is no news, unless nobody looks', () => {
  const open = room(1, 2, 1)
  expect(titleOf([open], open, true)).toBe('room 1 — Loquat')
  expect(titleOf([open], open, false)).toBe('(1) room 1 — Loquat')
})
