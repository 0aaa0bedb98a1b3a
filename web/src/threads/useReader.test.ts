import { effectScope, nextTick, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chatApi } from '../api/client'
import type { ThreadRead } from '../api/types'
import { FakeConnection } from '../testing'
import { useReader, type Reader } from './useReader'

let scope: EffectScope
let connection: FakeConnection
let heard: ThreadRead[]
let reader: Reader

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  scope = effectScope()
  connection = new FakeConnection()
  heard = []
  const opened = scope.run(() => useReader(connection, chatApi(connection.call), (reading) => heard.push(reading)))
  if (!opened) throw new Error('The scope has ended')
  reader = opened
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const settled = async () => {
  for (let i = 0; i < 5; i++) await nextTick()
}
const reading = (offset: number) => ({ threadId: 7, offset, unread: 0, mentions: 0 })

test('says the newest instead of everything in between', async () => {
  reader.read(7, 1)
  reader.read(7, 2)
  reader.read(7, 3)
  const first = connection.take('thread:read')
  expect(first.data).toEqual({ id: 7, offset: 1 })
  expect(connection.calls).toEqual([])
  first.answer(reading(1))
  await settled()
  expect(heard).toEqual([])
  const last = connection.take('thread:read')
  expect(last.data).toEqual({ id: 7, offset: 3 })
  last.answer(reading(3))
  await settled()
  expect(heard).toEqual([reading(3)])
})

test('what the server tells of my earlier words is no news', async () => {
  reader.read(7, 3)
  expect(reader.isNews(reading(1))).toBe(false)
  connection.take('thread:read').answer(reading(3))
  await settled()
  expect(reader.isNews(reading(9))).toBe(true)
})

test('N4: marking as unread comes after what was read before it', async () => {
  reader.read(7, 9)
  reader.unread(7, 4)
  connection.take('thread:read').answer(reading(9))
  await settled()
  expect(connection.take('thread:unread').data).toEqual({ id: 7, offset: 4 })
})

test('without a connection it waits for the next one', async () => {
  reader.read(7, 3)
  connection.state.value = 'connecting'
  connection.take('thread:read').reject(11, 'connection closed')
  await settled()
  expect(connection.calls).toEqual([])
  connection.state.value = 'live'
  await settled()
  expect(connection.take('thread:read').data).toEqual({ id: 7, offset: 3 })
})

test('what got no answer is said again although the connection stays', async () => {
  reader.unread(7, 3)
  connection.take('thread:unread').reject(1, 'timeout')
  await settled()
  expect(connection.calls).toEqual([])
  vi.advanceTimersByTime(5_000)
  connection.take('thread:unread').answer(reading(3))
  await settled()
  expect(heard).toEqual([reading(3)])
  expect(reader.isNews(reading(9))).toBe(true)
})

test('what the server refuses is not said again, and what it tells afterwards is news', async () => {
  reader.read(7, 3)
  connection.take('thread:read').reject(404, 'there is no such thread')
  await settled()
  vi.advanceTimersByTime(60_000)
  expect(connection.calls).toEqual([])
  expect(reader.isNews(reading(9))).toBe(true)
})

test('what was wished while the server refused the word before it is said', async () => {
  reader.read(7, 3)
  reader.unread(7, 2)
  connection.take('thread:read').reject(404, 'there is no such thread')
  await settled()
  expect(connection.take('thread:unread').data).toEqual({ id: 7, offset: 2 })
})
