import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import { chatApi } from '../api/client'
import { FakeConnection, message, thread } from '../testing'
import { createSearch, type Search } from './useSearch'

const scope = effectScope()
let connection: FakeConnection
let search: Search

beforeEach(() => {
  vi.useFakeTimers()
  connection = new FakeConnection()
  scope.run(() => (search = createSearch(chatApi(connection.call), connection)))
  search.room.value = 7
})

afterEach(() => vi.useRealTimers())

async function type(query: string): Promise<void> {
  search.query.value = query
  await nextTick()
}

async function answer(offsets: readonly number[], next: string | null = null, complete = true): Promise<void> {
  const found = offsets.map((offset) => ({ message: message(offset), thread: thread(7) }))
  connection.take('thread:search').answer({ found, next, complete })
  await vi.advanceTimersByTimeAsync(0)
}

const offsets = () => search.found.value.map((found) => found.message.offset)

test('T12: a room is searched a quarter of a second after the last key, everything when that is wanted', async () => {
  await type('re')
  await vi.advanceTimersByTimeAsync(249)
  await type('red')
  await vi.advanceTimersByTimeAsync(249)
  expect(connection.calls).toEqual([])

  await vi.advanceTimersByTimeAsync(1)
  expect(connection.calls[0]?.data).toEqual({ query: 'red', id: 7 })
  await answer([])
  expect([search.state.value, search.asked.value, offsets()]).toEqual(['found', { query: 'red', thread: 7 }, []])

  search.isEverywhere.value = true
  await nextTick()
  await vi.advanceTimersByTimeAsync(250)
  expect(connection.calls[0]?.data).toEqual({ query: 'red' })
})

test('an answer to what is no longer wanted is not shown', async () => {
  await type('red')
  await vi.advanceTimersByTimeAsync(250)
  await type('blue')
  await answer([1])
  expect(offsets()).toEqual([])

  await vi.advanceTimersByTimeAsync(250)
  await answer([2])
  expect(offsets()).toEqual([2])

  await type('?')
  expect([search.state.value, offsets()]).toEqual(['idle', []])
})

test('pages follow each other, and a page that was cut short is followed by itself', async () => {
  await type('red')
  await vi.advanceTimersByTimeAsync(250)
  await answer([9, 8], '8')
  expect(search.hasMore.value).toBe(true)

  void search.more()
  void search.more()
  expect(connection.calls.map(({ data }) => data['after'])).toEqual(['8'])
  await answer([], '5')
  await answer([3])
  expect([offsets(), search.hasMore.value, connection.calls.length]).toEqual([[9, 8, 3], false, 0])
})

test('what nobody finds is not looked for without end', async () => {
  await type('red')
  await vi.advanceTimersByTimeAsync(250)
  for (let page = 0; page < 5; page++) await answer([], `${100 - page}`)

  expect([search.state.value, search.hasMore.value, connection.calls.length]).toEqual(['found', true, 0])
})

test('a failure says why and can be tried again; without a connection it goes on when there is one', async () => {
  await type('red')
  await vi.advanceTimersByTimeAsync(250)
  connection.take('thread:search').reject(503, 'Service unavailable')
  await vi.advanceTimersByTimeAsync(0)
  expect([search.state.value, search.problem.value !== '']).toEqual(['failed', true])

  connection.state.value = 'connecting'
  void search.again()
  expect(search.state.value).toBe('offline')
  connection.state.value = 'live'
  await nextTick()
  await answer([1])
  expect([search.state.value, offsets()]).toEqual(['found', [1]])
})

test('without a connection nothing answers what was not asked yet', async () => {
  await type('red')
  await vi.advanceTimersByTimeAsync(250)
  await answer([1])
  connection.state.value = 'connecting'
  await type('blue')
  await vi.advanceTimersByTimeAsync(250)
  expect([search.state.value, offsets()]).toEqual(['offline', []])
})

test('an index that is behind is said to be', async () => {
  await type('red')
  await vi.advanceTimersByTimeAsync(250)
  await answer([1], null, false)
  expect(search.isComplete.value).toBe(false)
})
