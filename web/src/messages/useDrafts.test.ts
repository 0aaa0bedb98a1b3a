import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chatApi } from '../api/client'
import { FakeConnection } from '../testing'
import { useDrafts, type Drafts } from './useDrafts'

const start = Date.UTC(2026, 10, 20, 12)
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString()
let scope: EffectScope
let connection: FakeConnection

const settled = () => vi.advanceTimersByTimeAsync(0)
const told = () => connection.calls.filter(({ method }) => method === 'draft:set').map(({ data }) => data)

/** A page that finds these drafts on the server. */
async function open(...drafts: { threadId: number; text: string; updatedAt: string }[]): Promise<Drafts> {
  const opened = scope.run(() => useDrafts(connection, chatApi(connection.call)))
  if (!opened) throw new Error('The scope has ended')
  connection.take('draft:list').answer({ drafts })
  await settled()
  return opened
}

const elsewhere = (text: string, seconds: number) =>
  connection.tell('user:1', 0, { type: 'draft.changed', threadId: 7, text, updatedAt: at(seconds) })

beforeEach(() => {
  vi.useFakeTimers({ now: start })
  localStorage.clear()
  scope = effectScope()
  connection = new FakeConnection()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

test('C6: what is typed is told once, within 500 ms after the last key', async () => {
  const drafts = await open()
  for (const text of ['p', 'pl', 'plum']) {
    drafts.set(7, text)
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(told()).toEqual([])
  await vi.advanceTimersByTimeAsync(400)
  expect(told()).toEqual([{ thread: 7, text: 'plum' }])
})

test('C6: what another device has begun is there, live, and goes when it is sent there', async () => {
  const drafts = await open({ threadId: 8, text: 'from the phone', updatedAt: at(-60) })
  expect(drafts.get(8)).toBe('from the phone')
  elsewhere('also', 1)
  expect(drafts.get(7)).toBe('also')
  elsewhere('older, told late', 0)
  expect(drafts.get(7)).toBe('also')
  elsewhere('', 2)
  expect(drafts.get(7)).toBe('')
})

test('C6: what is being typed is not overwritten; once it rests, what was typed later elsewhere is shown', async () => {
  const drafts = await open()
  drafts.set(7, 'mine')
  elsewhere('theirs', 1)
  expect(drafts.get(7)).toBe('mine')
  await vi.advanceTimersByTimeAsync(500)
  connection.take('draft:set').answer({ threadId: 7, text: 'mine', updatedAt: at(0.4) })
  await settled()
  elsewhere('theirs, later', 2)
  expect(drafts.get(7)).toBe('mine')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(drafts.get(7)).toBe('theirs, later')
})

test('C6: what was typed without a connection is told with its time, also after a reload', async () => {
  connection.state.value = 'connecting'
  const first = scope.run(() => useDrafts(connection, chatApi(connection.call)))
  first?.set(7, 'on the train')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(connection.calls).toEqual([])
  scope.stop()

  scope = effectScope()
  connection = new FakeConnection()
  const drafts = await open()
  expect(drafts.get(7)).toBe('on the train')
  expect(told()).toEqual([{ thread: 7, text: 'on the train', at: at(0) }])
  connection.take('draft:set').answer({ threadId: 7, text: 'on the phone', updatedAt: at(30) })
  await settled()
  expect(drafts.get(7)).toBe('on the phone')
})

test('C6: what was sent or taken back elsewhere while the page was closed is gone', async () => {
  await open({ threadId: 7, text: 'begun', updatedAt: at(-60) })
  scope.stop()
  scope = effectScope()
  connection = new FakeConnection()
  const drafts = await open()
  expect(drafts.get(7)).toBe('')
})

test('C6: a message takes its draft along, and nothing is told of what is begun after it before it is sent', async () => {
  const drafts = await open()
  drafts.set(7, 'hello')
  drafts.set(7, '')
  expect(drafts.sending(7, Date.now())).toBe(true)
  drafts.set(7, 'and')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told()).toEqual([])
  drafts.sent(7, true)
  elsewhere('', 1)
  await vi.advanceTimersByTimeAsync(500)
  expect(told()).toEqual([{ thread: 7, text: 'and' }])
  expect(drafts.get(7)).toBe('and')
})

test('C6: a message that has waited, or that stands before a new draft, leaves the draft alone', async () => {
  const drafts = await open()
  expect(drafts.sending(7, Date.now() - 60_000)).toBe(false)
  drafts.set(8, 'next')
  expect(drafts.sending(8, Date.now())).toBe(false)
})
