import { describe, expect, test } from 'vitest'
import type { MyThread } from '../api/types'
import { alice, bob, message, thread as room } from '../testing'
import { add, advance, happen, leave, readOn, replaceAll, told, type Threads } from './threads'

const having = (...rooms: MyThread[]): Threads => replaceAll(new Map(), rooms)

test('rooms that are gone from the list are gone', () => {
  expect([...replaceAll(having(room(1)), [room(2)]).keys()]).toEqual([2])
})

describe('what happens to a room', () => {
  const by = bob
  const at = '2026-11-20T12:00:00.000Z'

  test('it is called, is about and is something else', () => {
    let threads = having(room(1), room(2))
    threads = happen(threads, 1, 2, { type: 'thread.renamed', name: 'renamed', by }, alice)
    threads = happen(threads, 1, 3, { type: 'thread.topic', topic: 'plums', by }, alice)
    threads = happen(threads, 1, 4, { type: 'thread.archived', at, by }, alice)
    expect(threads.get(1)).toMatchObject({ name: 'renamed', topic: 'plums', archivedAt: at, offset: 4 })
    threads = happen(threads, 1, 5, { type: 'thread.reopened', by }, alice)
    expect(threads.get(1)).not.toHaveProperty('archivedAt')
    expect([...leave(threads, 1).keys()]).toEqual([2])
    expect(happen(threads, 3, 1, { type: 'thread.renamed', name: 'unheard of', by }, alice)).toBe(threads)
  })

  test('what I am in it changes; what others are is not my list’s', () => {
    let threads = happen(having(room(1)), 1, 2, { type: 'member.joined', user: alice, role: 'member', by }, alice)
    expect(threads.get(1)?.role).toBe('member')
    threads = happen(threads, 1, 3, { type: 'member.role', user: bob, role: 'reader', by }, alice)
    expect(threads.get(1)?.role).toBe('member')
    threads = happen(threads, 1, 4, { type: 'member.role', user: alice, role: 'moderator', by }, alice)
    expect(threads.get(1)?.role).toBe('moderator')
    threads = happen(threads, 1, 5, { type: 'member.left', user: alice, by }, alice)
    expect(threads.get(1)).not.toHaveProperty('role')
  })

  test('an event that the list knows of does not take back what came after it', () => {
    const threads = having(room(1, { offset: 9, name: 'new' }))
    expect(happen(threads, 1, 8, { type: 'thread.renamed', name: 'old', by }, alice)).toBe(threads)
  })

  test('I own what I made, whichever comes first, the answer or the news', () => {
    const heard = add(new Map(), room(1))
    expect(add(heard, room(1), { role: 'owner' }).get(1)?.role).toBe('owner')
    expect(add(add(new Map(), room(1), { role: 'owner' }), room(1)).get(1)?.role).toBe('owner')
  })
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
