import { describe, expect, test } from 'vitest'
import type { Message } from '../api/types'
import { alice, bob, message } from '../testing'
import { enqueue, refuse, type Deed, type Outbox } from './outbox'
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
    const outbox = enqueue([], { clientId: 'x', user: 1, thread: 1, deed: { do: 'post', text: 'hi' }, writtenAt })
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

  const failed = (deed: Deed) =>
    refuse(enqueue([], { clientId: 'x', user: alice.id, thread: 1, deed, writtenAt: 0 }), 'x', {
      code: 400,
      message: 'no',
    })
  const doing = (deed: Deed) => enqueue([], { clientId: 'x', user: alice.id, thread: 1, deed, writtenAt: 0 })
  const shown = (posted: Message, outbox: Outbox) => messagesIn(layOut(timelineOf(posted), outbox, alice))[0]

  test('S5: what I change looks changed at once', () => {
    expect(shown(message(1), doing({ do: 'edit', message: 1, text: 'better' }))).toMatchObject({
      text: 'better',
      isChanging: true,
    })
    expect(shown(message(1), doing({ do: 'pin', message: 1, isOn: true }))?.isPinned).toBe(true)
    expect(shown(message(1), doing({ do: 'react', message: 1, emoji: '👍', isOn: true }))?.reactions).toEqual([
      { emoji: '👍', people: ['alice'], isMine: true },
    ])
  })

  test('S5: a change that failed is taken back, and says so', () => {
    expect(shown(message(1, { text: 'as it was' }), failed({ do: 'edit', message: 1, text: 'better' }))).toMatchObject({
      text: 'as it was',
      failures: [{ clientId: 'x', what: 'edit', reason: { code: 400, message: 'no' } }],
    })
  })

  test('T11: what others deleted vanishes; my own leaves a mark', () => {
    const deletedAt = at(20, 12, 0)
    expect(shown(message(1, { text: '', deletedAt }), [])).toBeUndefined()
    expect(shown(message(1, { text: '', deletedAt, user: alice }), [])?.isDeleted).toBe(true)
    expect(shown(message(1, { text: '', deletedAt }), failed({ do: 'pin', message: 1, isOn: true }))).toBeDefined()
  })

  test('pills keep their order, whoever comes and goes', () => {
    const reactions = ['🚀', '🍏', '👍'].map((emoji) => ({ emoji, users: [bob] }))
    expect(shown(message(1, { reactions }), [])?.reactions.map(({ emoji }) => emoji)).toEqual(['👍', '🚀', '🍏'])
  })

  test('T3: the line stands above the first message of others that I had not read', () => {
    const kinds = (readUpTo: number | null) =>
      layOut(timelineOf(message(1), message(2, { user: alice }), message(3)), [], alice, readUpTo).map(
        ({ kind }) => kind,
      )
    expect(kinds(1)).toEqual(['day', 'message', 'message', 'new', 'message'])
    expect(kinds(0)).toEqual(['day', 'new', 'message', 'message', 'message'])
    expect(kinds(3)).not.toContain('new')
    expect(kinds(null)).not.toContain('new')
  })
})
