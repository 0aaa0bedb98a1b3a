import { effectScope, nextTick } from 'vue'
import { expect, test } from 'vitest'
import { chatApi } from '../api/client'
import type { Member, Role } from '../api/types'
import { alice, FakeConnection, thread } from '../testing'
import { browse } from './browsing'
import { countOwners } from './owners'
import { useMembers } from './useMembers'

const settled = async () => {
  for (let i = 0; i < 6; i++) await nextTick()
}
const member = (id: number, role: Role = 'member'): Member => ({
  user: { id, username: `p${String(id).padStart(3, '0')}` },
  role,
  joinedAt: '2026-11-20T12:00:00.000Z',
})
const page = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => member(from + at))
const opened = () => {
  const connection = new FakeConnection()
  const members = effectScope().run(() => useMembers(connection, chatApi(connection.call), 7))
  if (!members) throw new Error('The scope has ended')
  const ids = () => members.list.value.map(({ user }) => user.id)
  return { connection, members, ids }
}

test('members come in pages, and who has a say stands first once all are there', async () => {
  const { connection, members, ids } = opened()
  connection.take('thread:members').answer({ members: page(1, 50) })
  await settled()
  expect([members.hasMore.value, ids().length]).toEqual([true, 50])
  void members.loadMore()
  const call = connection.take('thread:members')
  expect(call.data).toEqual({ id: 7, after: 50, limit: 50 })
  call.answer({ members: [member(51, 'owner'), member(52, 'reader')] })
  await settled()
  expect([members.hasMore.value, ids()[0], ids().at(-1)]).toEqual([false, 51, 52])
})

test('who comes, goes and changes is told live; who belongs further down comes with the page', async () => {
  const { connection, members, ids } = opened()
  const tell = (offset: number, type: 'member.joined' | 'member.role', id: number, role: Role) =>
    connection.tell('thread:7', offset, { type, user: member(id).user, role, by: alice })
  connection.take('thread:members').answer({ members: page(1, 50) })
  await settled()
  tell(2, 'member.joined', 90, 'member')
  expect(ids()).not.toContain(90)
  connection.tell('thread:7', 3, { type: 'member.left', user: member(3).user, by: alice })
  connection.tell('thread:8', 3, { type: 'member.left', user: member(4).user, by: alice })
  expect([ids().includes(3), ids().includes(4)]).toEqual([false, true])
  void members.loadMore()
  connection.take('thread:members').answer({ members: [member(90)] })
  await settled()
  tell(4, 'member.role', 90, 'moderator')
  tell(5, 'member.joined', 91, 'member')
  expect([ids()[0], ids().at(-1)]).toEqual([90, 91])
})

test('a page that did not come can be asked for again', async () => {
  const { connection, members } = opened()
  connection.take('thread:members').reject(11, 'connection closed')
  await settled()
  expect(members.problem.value).not.toBe('')
  void members.loadMore()
  connection.take('thread:members').answer({ members: [member(1)] })
  await settled()
  expect([members.problem.value, members.list.value.length]).toEqual(['', 1])
})

test.each([
  [[member(1, 'owner'), member(2)], 1],
  [[member(1, 'owner'), member(2, 'owner'), member(3, 'owner')], 2],
  [[member(1)], 0],
])('owners are counted as far as it matters', async (members, expected) => {
  expect(await countOwners({ members: () => Promise.resolve(members) }, 7, 2)).toBe(expected)
})

test('owners are looked for on every page', async () => {
  const pages = [page(1, 200), [...page(201, 210), member(211, 'owner')]]
  const asked: number[] = []
  const members = (_: number, after: number) => {
    asked.push(after)
    return Promise.resolve(pages.shift() ?? [])
  }
  expect(await countOwners({ members }, 7, 2)).toBe(1)
  expect(asked).toEqual([0, 200])
})

test('rooms are found by name, then by topic; conversations and the other shelf are not', () => {
  const rooms = [
    thread(1, { name: 'orchard', topic: 'plums' }),
    thread(2, { name: 'plum jam' }),
    thread(3, { name: 'old plums', archivedAt: '2026-11-20T12:00:00.000Z' }),
    thread(4, { name: 'plum', direct: true }),
  ]
  expect(browse(rooms, 'PLUM', false).map(({ id }) => id)).toEqual([2, 1])
  expect(browse(rooms, '', true).map(({ id }) => id)).toEqual([3])
})
