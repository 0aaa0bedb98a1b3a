import { describe, expect, test } from 'vitest'
import type { MyThread } from '../api/types'
import { alice, bob, message } from '../testing'
import { add, advance, describe as say, inOrder, leave, readOn, replaceAll, told, type Threads } from './threads'

const room = (id: number, fields: Partial<MyThread> = {}): MyThread => ({
  id,
  name: `room ${id}`,
  private: false,
  offset: 1,
  lastMessageAt: null,
  read: 0,
  unread: 0,
  mentions: 0,
  ...fields,
})
const having = (...rooms: MyThread[]): Threads => replaceAll(new Map(), rooms)

test('rooms stand by name, numbers in their own order', () => {
  const threads = having(room(1, { name: 'release-10' }), room(2, { name: 'Beta' }), room(3, { name: 'release-9' }))
  expect(inOrder(threads).map((thread) => thread.name)).toEqual(['Beta', 'release-9', 'release-10'])
})

test('rooms that are gone from the list are gone', () => {
  expect([...replaceAll(having(room(1)), [room(2)]).keys()]).toEqual([2])
})

test('a room is renamed, is about something else, and is mine no more', () => {
  const threads = say(say(having(room(1), room(2)), 1, { name: 'renamed' }), 1, { topic: 'plums' })
  expect(threads.get(1)).toMatchObject({ name: 'renamed', topic: 'plums' })
  expect([...leave(threads, 1).keys()]).toEqual([2])
  expect(say(threads, 3, { name: 'unheard of' })).toBe(threads)
})

describe('unread', () => {
  test('what others write counts once, and what calls me counts as that', () => {
    let threads = having(room(1))
    const post = (offset: number, fields = {}) =>
      (threads = advance(threads, 1, offset, message(offset, fields), alice))
    post(2)
    post(2)
    post(3, { user: alice })
    post(4, { mentions: [alice] })
    post(5, { mentions: [{ id: 0, username: 'everyone' }] })
    threads = advance(threads, 1, 6, null, alice)
    expect(threads.get(1)).toMatchObject({ offset: 6, unread: 3, mentions: 2 })
  })

  test('the list counts what it knows of, and not what came by before', () => {
    const threads = replaceAll(having(room(1, { offset: 9, unread: 2 })), [room(1, { offset: 9, unread: 2 })])
    expect(advance(threads, 1, 9, message(9), alice).get(1)?.unread).toBe(2)
    expect(advance(threads, 1, 10, message(10), alice).get(1)?.unread).toBe(3)
  })

  test('a list from before I read on does not take it back', () => {
    const read = readOn(having(room(1, { offset: 9, unread: 2, mentions: 1 })), 1, 9)
    expect(read.get(1)).toMatchObject({ read: 9, unread: 0, mentions: 0 })
    expect(replaceAll(read, [room(1, { offset: 9, unread: 2, mentions: 1 })]).get(1)?.unread).toBe(0)
  })

  test('N2: another device has read on, or has marked something as unread', () => {
    const threads = having(room(1, { offset: 9, read: 2, unread: 5 }))
    const further = told(threads, { threadId: 1, offset: 8, unread: 1, mentions: 0 })
    expect(further.get(1)).toMatchObject({ read: 8, unread: 1 })
    expect(told(further, { threadId: 1, offset: 4, unread: 3, mentions: 1 }).get(1)).toMatchObject({
      read: 4,
      unread: 3,
      mentions: 1,
    })
  })

  test('a room that is made while I am here begins with nothing to read', () => {
    const threads = add(new Map(), room(9))
    expect(threads.get(9)?.unread).toBe(0)
    expect(advance(threads, 9, 2, message(2, { user: bob }), alice).get(9)?.unread).toBe(1)
  })
})
