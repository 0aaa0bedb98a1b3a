import { expect, test } from 'vitest'
import { alice, bob, thread } from '../testing'
import { callsIn, hasNews, inOrder, named, sectionsOf } from './sections'

const names = (threads: readonly { readonly name: string }[]) => threads.map(({ name }) => name)

test('rooms stand by name, numbers in their own order', () => {
  const rooms = ['release-10', 'Beta', 'release-9'].map((name, id) => thread(id, { name, role: 'member' }))
  expect(names(sectionsOf(rooms).rooms)).toEqual(['Beta', 'release-9', 'release-10'])
})

test('what I am in, whom I talk with, what else there is, and what is over', () => {
  const sections = sectionsOf([
    thread(1, { name: 'mine', role: 'reader' }),
    thread(2, { name: 'everybody’s' }),
    thread(3, { name: 'secret', private: true }),
    thread(4, { name: 'bob', private: true, direct: true, role: 'member' }),
    thread(5, { name: 'old', role: 'owner', archivedAt: '2026-11-20T12:00:00.000Z' }),
  ])
  expect(names(sections.rooms)).toEqual(['mine', 'secret'])
  expect(names(inOrder(sections))).toEqual(['mine', 'secret', 'bob', 'everybody’s', 'old'])
  expect(names(sections.archived)).toEqual(['old'])
})

test('the conversation with the last word stands first', () => {
  const said = (name: string, day: number) => ({
    name,
    private: true,
    direct: true,
    lastMessageAt: `2026-11-${day}T12:00:00.000Z`,
  })
  const { directs } = sectionsOf([
    thread(1, said('ann', 10)),
    thread(2, said('bob', 12)),
    thread(3, { name: 'cid', direct: true }),
  ])
  expect(names(directs)).toEqual(['bob', 'ann', 'cid'])
})

test('a conversation is called after the others in it', () => {
  const between = (...people: { id: number; username: string }[]) =>
    named(thread(1, { name: 'alice, bob, cid', direct: true, people }), alice).name
  expect(between(alice, bob, { id: 3, username: 'cid' })).toBe('bob, cid')
  expect(between(alice)).toBe('alice (you)')
  expect(named(thread(1, { name: 'a, b', direct: true }), alice).name).toBe('a, b')
})

test('N1: the number is mentions, and in a conversation every message', () => {
  expect(callsIn(thread(1, { unread: 5, mentions: 2 }))).toBe(2)
  expect(callsIn(thread(1, { unread: 5, direct: true }))).toBe(5)
})

test('N1: what is muted is silent until it calls me', () => {
  expect(hasNews(thread(1, { unread: 5 }))).toBe(true)
  expect(hasNews(thread(1, { unread: 5, muted: true }))).toBe(false)
  expect(hasNews(thread(1, { unread: 5, mentions: 1, muted: true }))).toBe(true)
  expect(callsIn(thread(1, { unread: 5, direct: true, muted: true }))).toBe(0)
})
