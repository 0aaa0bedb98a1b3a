import { expect, test } from 'vitest'
import type { ThreadEvent } from '../realtime/channels'
import { alice, bob, message } from '../testing'
import { describe, withNotes } from './notes'
import { layOut } from './rows'
import { emptyTimeline, merge } from './timeline'

const cid = { id: 3, username: 'cid' }
const joined = (user = bob): ThreadEvent => ({ type: 'member.joined', user, role: 'member', by: user })
const rowsOf = (...offsets: number[]) =>
  layOut(
    merge(emptyTimeline, { messages: offsets.map((at) => message(at)), more: false, offset: 20, epoch: 'e' }),
    [],
    alice,
  )
const laidOut = (notes: [number, ThreadEvent][]) =>
  withNotes(rowsOf(2, 5, 9), notes).flatMap((row) => {
    if (row.kind === 'note') return [row.text]
    return row.kind === 'message' ? [row.text] : []
  })

test.each<[ThreadEvent, string]>([
  [joined(), 'bob joined'],
  [{ type: 'member.joined', user: cid, role: 'member', by: bob }, 'bob added cid'],
  [{ type: 'member.left', user: bob, by: bob }, 'bob left'],
  [{ type: 'member.left', user: cid, by: bob }, 'bob removed cid'],
  [{ type: 'member.role', user: cid, role: 'moderator', by: bob }, 'bob made cid a moderator'],
  [{ type: 'thread.renamed', name: 'plums', by: bob }, 'bob named the room plums'],
  [{ type: 'thread.topic', topic: 'fruit', by: bob }, 'bob set the topic: fruit'],
  [{ type: 'thread.topic', topic: '', by: bob }, 'bob took the topic away'],
  [{ type: 'thread.archived', at: '', by: bob }, 'bob archived the room'],
  [{ type: 'thread.reopened', by: bob }, 'bob opened the room again'],
])('%o reads “%s”', (event, text) => {
  expect(describe([event])).toBe(text)
})

test('each stands where it happened', () => {
  const topic: ThreadEvent = { type: 'thread.topic', topic: 'fruit', by: bob }
  expect(
    laidOut([
      [1, joined()],
      [7, topic],
      [10, joined(cid)],
    ]),
  ).toEqual(['bob joined', 'message 2', 'message 5', 'bob set the topic: fruit', 'message 9', 'cid joined'])
})

test('people who come one after the other share a line', () => {
  const many = [bob, cid, { id: 4, username: 'dot' }, { id: 5, username: 'eve' }, { id: 6, username: 'fay' }]
  const notes = many.map((user, index): [number, ThreadEvent] => [10 + index, joined(user)])
  expect(laidOut([...notes, [15, { type: 'member.left', user: cid, by: cid }]]).slice(3)).toEqual([
    'bob, cid, dot and 2 more joined',
    'cid left',
  ])
})

test('T1: what happened between two messages of one person parts them', () => {
  const rows = withNotes(rowsOf(2, 4), [[3, joined(cid)]])
  const messages = rows.flatMap((row) => (row.kind === 'message' ? [[row.isFirst, row.isLast]] : []))
  expect(messages).toEqual([
    [true, true],
    [true, true],
  ])
})
