import { describe, expect, test } from 'vitest'
import type { Message } from '../api/types'
import { alice, bob, message } from '../testing'
import { enqueue } from './outbox'
import { layOut, newBelow, reuse, type MessageRow, type Row } from './rows'
import { emptyTimeline, merge } from './timeline'

const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute).toISOString()
const timelineOf = (...messages: Message[]) =>
  merge(emptyTimeline, { messages, more: false, offset: messages.at(-1)?.offset ?? 0, epoch: 'orchard' })
const messagesIn = (rows: readonly Row[]) => rows.filter((row): row is MessageRow => row.kind === 'message')
const groups = (...messages: Message[]) =>
  messagesIn(layOut(timelineOf(...messages), [], alice)).map((row) => row.isFirst)

describe('the rows of a thread', () => {
  test('T1: lines of one author within five minutes form a group', () => {
    const first = message(1, { createdAt: at(20, 12, 0) })
    expect(groups(first, message(2, { createdAt: at(20, 12, 4) }))).toEqual([true, false])
    expect(groups(first, message(2, { createdAt: at(20, 12, 5) }))).toEqual([true, true])
  })

  test('T1: another author breaks a group', () => {
    const createdAt = at(20, 12, 0)
    expect(
      groups(message(1, { createdAt }), message(2, { createdAt, user: alice }), message(3, { createdAt })),
    ).toEqual([true, true, true])
  })

  test('T1, T2: midnight breaks a group and names the day', () => {
    const rows = layOut(
      timelineOf(message(1, { createdAt: at(20, 23, 59) }), message(2, { createdAt: at(21, 0, 1) })),
      [],
      alice,
    )
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'day', 'message'])
    expect(messagesIn(rows).map((row) => row.isFirst)).toEqual([true, true])
  })

  test('K2: missing messages are a row where they are missing', () => {
    const timeline = merge(timelineOf(message(1), message(2)), {
      messages: [message(9)],
      more: true,
      offset: 9,
      epoch: 'orchard',
    })
    const rows = layOut(timeline, [], alice)
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'message', 'gap', 'message'])
    expect(rows[3]).toMatchObject({ gap: { from: 3, to: 8 } })
  })

  test('S4: what is on its way is below all confirmed, and keeps its key when confirmed', () => {
    const writtenAt = Date.parse(at(20, 11, 0))
    const outbox = enqueue([], { clientId: 'x', user: 1, thread: 1, text: 'hi', writtenAt })
    const before = layOut(timelineOf(message(1)), outbox, alice).at(-1)
    const after = layOut(timelineOf(message(1), message(2, { user: alice, clientId: 'x' })), [], alice).at(-1)
    expect(before).toMatchObject({ text: 'hi', state: 'waiting', isMine: true })
    expect(after).toMatchObject({ state: 'sent', isMine: true, key: before?.key })
  })

  test('only rows that changed are new', () => {
    const old = layOut(timelineOf(message(1), message(2)), [], alice)
    const rows = layOut(timelineOf(message(1), message(2), message(3)), [], alice)
    const kept = reuse(old, rows)
    expect(kept).toEqual(rows)
    expect(kept.map((row) => old.includes(row))).toEqual([true, true, false, false])
  })

  test('two people may have chosen the same client id', () => {
    const rows = layOut(
      timelineOf(message(1, { user: alice, clientId: 'x' }), message(2, { user: bob, clientId: 'x' })),
      [],
      alice,
    )
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length)
  })

  test('T5: only what others wrote since counts as new', () => {
    const seen = layOut(timelineOf(message(1)), [], alice).at(-1)?.key ?? null
    const rows = layOut(timelineOf(message(1), message(2), message(3, { user: alice }), message(4)), [], alice)
    expect(newBelow(rows, seen)).toBe(2)
    expect(newBelow(rows, null)).toBe(0)
  })
})
