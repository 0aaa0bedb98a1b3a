import { nextTick, shallowRef } from 'vue'
import { expect, test } from 'vitest'
import { chatApi } from '../api/client'
import { bob, FakeConnection, message } from '../testing'
import { emptyTimeline, merge } from './timeline'
import { useQuotes } from './useQuotes'

const settled = async () => {
  for (let i = 0; i < 5; i++) await nextTick()
}
const quote = (offset: number) => ({ id: offset, offset, user: bob })
const page = (...offsets: number[]) => ({
  messages: offsets.map((at) => message(at)),
  more: true,
  offset: 9,
  epoch: 'e',
})

test('what is loaded is quoted as it is now', () => {
  const connection = new FakeConnection()
  const timeline = shallowRef(merge(emptyTimeline, page(8, 9)))
  const quotes = useQuotes(chatApi(connection.call), { timeline })
  expect(quotes.textOf(quote(8))).toBe('message 8')
  timeline.value = merge(timeline.value, { ...page(), messages: [message(8, { text: 'edited' })], offset: 10 })
  expect(quotes.textOf(quote(8))).toBe('edited')
  expect(connection.calls).toEqual([])
})

test('what is further up is asked for once, and again after a failure', async () => {
  const connection = new FakeConnection()
  const quotes = useQuotes(chatApi(connection.call), { timeline: shallowRef(emptyTimeline) })
  expect(quotes.textOf(quote(3))).toBeNull()
  expect(quotes.textOf(quote(3))).toBeNull()
  const call = connection.take('message:show')
  expect(call.data).toEqual({ id: 3 })
  expect(connection.calls).toEqual([])
  call.reject(11, 'connection closed')
  await settled()
  expect(quotes.textOf(quote(3))).toBeNull()
  connection.take('message:show').answer({ message: message(3) })
  await settled()
  expect(quotes.textOf(quote(3))).toBe('message 3')
})

test('what a page told of a quoted message is enough', () => {
  const connection = new FakeConnection()
  const quotes = useQuotes(chatApi(connection.call), { timeline: shallowRef(emptyTimeline) })
  expect(quotes.textOf({ ...quote(3), text: 'how it begins' })).toBe('how it begins')
  expect(quotes.textOf({ ...quote(4), deletedAt: '2026-11-20T12:00:00.000Z' })).toBe('')
  expect(connection.calls).toEqual([])
})
