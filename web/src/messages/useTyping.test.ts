import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chatApi } from '../api/client'
import { alice, bob, FakeConnection, message } from '../testing'
import { useTyping, type Typing } from './useTyping'

let scope: EffectScope
let connection: FakeConnection
let typing: Typing
const cid = { id: 3, username: 'cid' }
const says = (user = bob) => connection.tell('typing:7', 0, { type: 'typing', threadId: 7, user })

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  scope = effectScope()
  connection = new FakeConnection()
  const opened = scope.run(() => useTyping(connection, chatApi(connection.call), 7))
  if (!opened) throw new Error('The scope has ended')
  typing = opened
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

test('T9: who is typing is named, and forgotten after five seconds', () => {
  says(alice)
  expect(typing.line.value).toBe('')
  says()
  expect(typing.line.value).toBe('bob is typing')
  vi.advanceTimersByTime(3_000)
  says(cid)
  expect(typing.line.value).toBe('bob and cid are typing')
  says({ id: 4, username: 'dot' })
  expect(typing.line.value).toBe('Several people are typing')
  vi.advanceTimersByTime(2_100)
  expect(typing.line.value).toBe('cid and dot are typing')
  vi.advanceTimersByTime(3_000)
  expect(typing.line.value).toBe('')
})

test('T9: the message of who typed ends it', () => {
  says()
  connection.publish(8, message(3))
  expect(typing.line.value).toBe('bob is typing')
  connection.publish(7, message(3))
  expect(typing.line.value).toBe('')
})

test('T9: I tell at most every three seconds, and at once after I have sent', () => {
  const told = () => connection.calls.filter(({ method }) => method === 'thread:typing').length
  typing.tell()
  typing.tell()
  expect(told()).toBe(1)
  vi.advanceTimersByTime(3_100)
  typing.tell()
  expect(told()).toBe(2)
  typing.rest()
  typing.tell()
  expect(told()).toBe(3)
})

test('nothing is followed any more once the thread is closed', () => {
  expect([...connection.following]).toEqual(['typing:7'])
  scope.stop()
  expect([...connection.following]).toEqual([])
})
