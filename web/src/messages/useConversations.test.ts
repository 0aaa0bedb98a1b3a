import { effectScope, nextTick, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chatApi } from '../api/client'
import type { Message } from '../api/types'
import { FakeConnection, message } from '../testing'
import { gaps, inOrder } from './timeline'
import { useConversations, type Conversation } from './useConversations'

const epoch = 'orchard'
let scope: EffectScope
let eye: number | null
let connection: FakeConnection

beforeEach(() => {
  scope = effectScope()
  eye = null
  connection = new FakeConnection()
})
afterEach(() => scope.stop())

function openConversation(): Conversation {
  const conversations = scope.run(() => useConversations(connection, chatApi(connection.call)))
  if (!conversations) throw new Error('The scope has ended')
  connection.followed(7, { offset: 3, epoch })
  const conversation = conversations.of(7)
  conversation.open(() => eye)
  return conversation
}

const settled = async () => {
  for (let i = 0; i < 5; i++) await nextTick()
}

/** Answers the oldest question for history that nobody has answered yet, as a page of a log that is as long as it says. */
async function answer(messages: readonly Message[], offset: number, more = false): Promise<Record<string, unknown>> {
  const { data, answer } = connection.take('thread:history')
  answer({ messages, more, offset, epoch })
  await settled()
  return data
}

async function refuse(code = 503): Promise<Record<string, unknown>> {
  const { data, reject } = connection.take('thread:history')
  reject(code, 'busy')
  await settled()
  return data
}

/** One that has its newest page. */
async function loadedConversation(messages: readonly Message[] = [message(3)], offset = 3, more = false) {
  const conversation = openConversation()
  await settled()
  await answer(messages, offset, more)
  return conversation
}

/** One that missed all between the third message and the last of 400. */
async function conversationWithGap(): Promise<Conversation> {
  const conversation = await loadedConversation()
  connection.followed(7, { offset: 400, epoch })
  await settled()
  await answer([message(400)], 400, true)
  // What was known before the gap is read anew by itself.
  await answer([message(3)], 400)
  return conversation
}
const offsets = (conversation: Conversation) => inOrder(conversation.timeline.value).map((posted) => posted.offset)

describe('a conversation', () => {
  test('follows, then loads: an event during the load is not lost', async () => {
    const conversation = openConversation()
    await settled()
    const load = connection.take('thread:history')
    connection.publish(7, message(4))
    load.answer({ messages: [message(2), message(3)], more: false, offset: 3, epoch })
    await settled()
    expect(offsets(conversation)).toEqual([2, 3, 4])
    expect(conversation.isLoaded.value).toBe(true)
  })

  test('K2: a recovery that failed loads the newest page and marks the rest', async () => {
    const conversation = await loadedConversation()

    connection.followed(7, { offset: 400, epoch })
    expect(conversation.isBehind.value).toBe(true)
    await settled()
    await answer([message(399), message(400)], 400, true)
    expect(conversation.isBehind.value).toBe(false)
    expect(gaps(conversation.timeline.value)).toEqual([{ from: 4, to: 398 }])
  })

  test('a recovery that brought everything loads nothing', async () => {
    const conversation = await loadedConversation()

    connection.followed(7, { offset: 5, epoch })
    connection.publish(7, message(4))
    connection.publish(7, message(5))
    await settled()
    expect(connection.calls).toEqual([])
    expect(offsets(conversation)).toEqual([3, 4, 5])
  })

  test('loads again when the connection went away under the first load', async () => {
    const conversation = openConversation()
    await settled()
    connection.state.value = 'connecting'
    connection.take('thread:history').reject(11, 'connection closed')
    await settled()
    expect(conversation.failed.value).toBeNull()
    expect(connection.calls).toEqual([])

    connection.state.value = 'live'
    await settled()
    expect(connection.take('thread:history').data).toMatchObject({ id: 7 })
  })

  test('a load that the server refuses is said, not repeated for ever', async () => {
    const conversation = openConversation()
    await settled()
    await refuse()
    expect(conversation.failed.value).toBe('newest')
    expect(connection.calls).toEqual([])
  })

  test('K2: what failed is known by what it was, and the same is asked for again', async () => {
    const conversation = await conversationWithGap()
    void conversation.loadGap({ from: 300, to: 399 })
    const first = await refuse()
    expect(conversation.failed.value).toBe('gap')

    void conversation.retry()
    expect(conversation.failed.value).toBeNull()
    expect(connection.take('thread:history').data).toEqual(first)
  })

  describe('that was not answered', () => {
    beforeEach(() => void vi.useFakeTimers())
    afterEach(() => void vi.useRealTimers())

    test('K2: asks again by itself after pauses that grow, and until then says what failed', async () => {
      const conversation = await conversationWithGap()
      void conversation.loadGap({ from: 300, to: 399 })
      const first = await refuse()
      for (const pause of [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
        await vi.advanceTimersByTimeAsync(pause / 2 - 1)
        expect(connection.calls).toEqual([])
        await vi.advanceTimersByTimeAsync(pause / 2 + 1)
        expect(conversation.failed.value).toBe('gap')
        expect(await refuse()).toEqual(first)
      }
      await vi.advanceTimersByTimeAsync(60_000)
      await answer([message(350)], 400, true)
      expect(conversation.failed.value).toBeNull()
      await vi.advanceTimersByTimeAsync(120_000)
      expect(connection.calls).toEqual([])
    })

    test('K2: keeps itself complete at its newest end, whatever failed further up', async () => {
      const conversation = await conversationWithGap()
      void conversation.loadGap({ from: 300, to: 399 })
      await refuse()
      connection.followed(7, { offset: 450, epoch })
      await vi.advanceTimersByTimeAsync(2_000)
      await answer([message(450)], 450, true)
      expect(offsets(conversation)).toContain(450)
      expect(connection.take('thread:history').data).toMatchObject({ before: 400 })
    })

    test('K2: asks again at once when the connection is back, and when the device is online again', async () => {
      const conversation = await conversationWithGap()
      void conversation.loadGap({ from: 300, to: 399 })
      const first = await refuse()
      connection.state.value = 'connecting'
      await settled()
      expect(conversation.failed.value).toBeNull()
      expect(connection.calls).toEqual([])
      connection.state.value = 'live'
      await settled()
      expect(await refuse()).toEqual(first)

      window.dispatchEvent(new Event('online'))
      await settled()
      expect(connection.take('thread:history').data).toEqual(first)
    })

    test('K2: asks for a gap again that was on its way when the connection went', async () => {
      const conversation = await conversationWithGap()
      void conversation.loadGap({ from: 300, to: 399 })
      connection.state.value = 'connecting'
      const first = await refuse(11)
      connection.state.value = 'live'
      await settled()
      expect(connection.take('thread:history').data).toEqual(first)
    })

    test('what the server refuses for good is not asked for again by itself', async () => {
      const conversation = await conversationWithGap()
      void conversation.loadGap({ from: 300, to: 399 })
      await refuse(404)
      await vi.advanceTimersByTimeAsync(600_000)
      expect(connection.calls).toEqual([])
      expect(conversation.failed.value).toBe('gap')
    })

    test('is asked again no sooner than the server said', async () => {
      const conversation = await conversationWithGap()
      void conversation.loadGap({ from: 300, to: 399 })
      connection.take('thread:history').reject(111, 'too fast [too_fast limit=30]')
      await vi.advanceTimersByTimeAsync(29_999)
      expect(connection.calls).toEqual([])
      await vi.advanceTimersByTimeAsync(1)
      expect(connection.calls).toHaveLength(1)
    })
  })

  test('older pages end where the known begins', async () => {
    const conversation = await loadedConversation([message(3)], 3, true)
    void conversation.loadOlder()
    const older = connection.take('thread:history')
    expect(older.data['before']).toBe(3)
    older.answer({ messages: [message(1)], more: false, offset: 3, epoch })
    await settled()
    expect(offsets(conversation)).toEqual([1, 3])
    void conversation.loadOlder()
    expect(connection.calls).toEqual([])
  })

  test('what may have changed unseen far above is read again', async () => {
    const conversation = await loadedConversation()

    connection.followed(7, { offset: 400, epoch })
    await settled()
    await answer([message(400)], 400, true)
    const again = connection.take('thread:history')
    expect(again.data).toMatchObject({ id: 7, before: 4 })
    again.answer({ messages: [message(3, { text: 'edited' })], more: false, offset: 400, epoch })
    await settled()
    expect(inOrder(conversation.timeline.value)[0]?.text).toBe('edited')
    expect(connection.calls).toEqual([])
  })

  test('T8: shows a message far up although the newest are loaded just then', async () => {
    const conversation = await loadedConversation([message(500)], 500, true)
    connection.followed(7, { offset: 501, epoch })
    void conversation.show(200)
    await settled()
    const asked: object[] = []
    while (connection.calls.length > 0) {
      const call = connection.take('thread:history')
      asked.push(call.data)
      call.answer({ messages: [message(500), message(501)], more: true, offset: 501, epoch })
      await settled()
    }
    expect(asked).toContainEqual(expect.objectContaining({ before: 241 }))
  })

  test('T8: shows a message far up with what is around it, and goes on from there to the newest', async () => {
    const conversation = openConversation()
    await settled()
    const page = (from: number, to: number, more = from > 1) => ({
      messages: Array.from({ length: to - from + 1 }, (_, at) => message(from + at)),
      more,
      offset: 500,
      epoch,
    })
    connection.take('thread:history').answer(page(451, 500))
    await settled()
    void conversation.show(200)
    await settled()
    const around = connection.take('thread:history')
    expect(around.data).toMatchObject({ before: 241 })
    around.answer(page(141, 240))
    await settled()
    expect([offsets(conversation)[0], offsets(conversation).at(-1)]).toEqual([141, 240])
    expect(conversation.hasNewer.value).toBe(true)
    expect(conversation.isBehind.value).toBe(false)

    connection.publish(7, message(501))
    expect(offsets(conversation).at(-1)).toBe(240)
    for (let end = 340; conversation.hasNewer.value; end = Math.min(end + 100, 501)) {
      eye = end - 100
      void conversation.loadNewer()
      await settled()
      const newer = connection.take('thread:history')
      expect(newer.data).toMatchObject({ before: end + 1 })
      newer.answer(page(end - 99, end, true))
      await settled()
    }
    expect(offsets(conversation).at(-1)).toBe(501)
    expect(offsets(conversation).length).toBeLessThanOrEqual(360)
    expect(gaps(conversation.timeline.value)).toEqual([])
  })

  test('what was kept on the device is shown until the newest page has come, and what may be out of date is not read again', async () => {
    const conversations = scope.run(() => useConversations(connection, chatApi(connection.call)))
    const kept = [message(1), message(2), message(3)]
    conversations?.assume(7, { messages: kept, more: false, offset: 3, epoch })
    const conversation = conversations?.of(7)
    if (!conversation) throw new Error('The scope has ended')
    expect(offsets(conversation)).toEqual([1, 2, 3])
    connection.followed(7, { offset: 9, epoch })
    conversation.open(() => eye)
    await settled()
    await answer([message(3), message(9)], 9, true)
    expect(offsets(conversation)).toEqual([3, 9])
    expect(connection.calls).toEqual([])
  })

  test('T7: a flood of live messages keeps no more than a window, at the end where nobody looks', async () => {
    const conversation = await loadedConversation()
    for (let offset = 4; offset <= 400; offset++) connection.publish(7, message(offset))
    expect(offsets(conversation).at(-1)).toBe(400)
    expect(offsets(conversation).length).toBeLessThanOrEqual(360)

    eye = offsets(conversation)[10] ?? 0
    for (let offset = 401; offset <= 5_000; offset++) connection.publish(7, message(offset))
    expect(conversation.hasNewer.value).toBe(true)
    expect(offsets(conversation)).toContain(eye)
    expect(offsets(conversation).length).toBeLessThanOrEqual(360)
    expect(conversation.timeline.value.versions.size).toBeLessThanOrEqual(720)
  })
})
