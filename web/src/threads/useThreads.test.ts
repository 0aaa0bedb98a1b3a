import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chatApi } from '../api/client'
import { useConversations, type Conversations } from '../messages/useConversations'
import { FakeConnection, message, thread } from '../testing'
import { useThreads } from './useThreads'

const epoch = 'e'
let scope: EffectScope
let connection: FakeConnection
let conversations: Conversations
let visibility: 'visible' | 'hidden'

const settled = () => vi.advanceTimersByTimeAsync(0)
const asked = () => connection.calls.filter(({ method }) => method === 'thread:list').length

function turns(to: typeof visibility): void {
  visibility = to
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(async () => {
  vi.useFakeTimers()
  visibility = 'visible'
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility)
  scope = effectScope()
  connection = new FakeConnection()
  scope.run(() => {
    const api = chatApi(connection.call)
    conversations = useConversations(connection, api)
    useThreads(connection, api, conversations)
  })
  connection.take('thread:list').answer({ threads: [thread(7, { offset: 3 })], next: null })
  await settled()
})
afterEach(() => {
  scope.stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

test('K4: after more than a minute hidden the newest position is asked for, and what is missing is noticed', async () => {
  connection.followed(7, { offset: 3, epoch })
  const conversation = conversations.of(7)
  conversation.open(() => null)
  await settled()
  connection.take('thread:history').answer({ messages: [message(3)], more: true, offset: 3, epoch })
  await settled()
  expect(conversation.isBehind.value).toBe(false)

  turns('hidden')
  await vi.advanceTimersByTimeAsync(61_000)
  turns('visible')
  connection.take('thread:list').answer({ threads: [thread(7, { offset: 9 })], next: null })
  await settled()
  expect(conversation.isBehind.value).toBe(true)
  expect(connection.calls.map(({ method }) => method)).toEqual(['thread:history'])
})

test('K4: a shorter look elsewhere asks for nothing', async () => {
  turns('hidden')
  await vi.advanceTimersByTimeAsync(59_000)
  turns('visible')
  expect(asked()).toBe(0)
})
