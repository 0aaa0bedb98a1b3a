import { effectScope, nextTick, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chatApi } from '../api/client'
import { Refusal } from '../api/refusal'
import { alice, bob, FakeConnection, FakeUploadServer, message } from '../testing'
import { uploader } from '../files/uploader'
import { useUploads } from '../files/useUploads'
import { enqueue, type Outbox } from './outbox'
import { inOrder } from './timeline'
import { useConversations } from './useConversations'
import { useOutbox } from './useOutbox'

let scope: EffectScope
let connection: FakeConnection
let files: FakeUploadServer

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  connection = new FakeConnection()
  files = new FakeUploadServer()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

/** Of threads in which nothing is being written. */
const drafts = { sending: () => false, sent: () => undefined }

const bytesIn = (kept: Map<string, Blob>) => ({
  put: (key: string, bytes: Blob) => Promise.resolve(kept.set(key, bytes).size > 0),
  get: (key: string) => Promise.resolve(kept.get(key) ?? null),
  remove: (keys: readonly string[]) => Promise.resolve(void keys.map((key) => kept.delete(key))),
})

/** An outbox that finds `left` where an earlier page put it. */
async function openOutbox(left: Outbox = [], bytes = new Map<string, Blob>()) {
  const kept = new Map(left.map((outgoing) => [outgoing.clientId, outgoing]))
  const store = {
    all: () => Promise.resolve([...kept.values()]),
    onLeft: () => undefined,
    put: (outgoing: Outbox[number]) => Promise.resolve(void kept.set(outgoing.clientId, outgoing)),
    remove: (clientId: string) => Promise.resolve(void kept.delete(clientId)),
  }
  const api = chatApi(connection.call)
  const opened = scope.run(() => {
    const conversations = useConversations(connection, api)
    const uploads = useUploads(connection, () =>
      Promise.resolve((...connected) => uploader(...connected, bytesIn(bytes), files.carry, files.takeBack)),
    )
    const outbox = useOutbox(connection, api, conversations, store, drafts, uploads)
    return { conversations, outbox, kept, uploads, bytes }
  })
  if (!opened) throw new Error('The scope has ended')
  await settled()
  return opened
}

const settled = () => vi.advanceTimersByTimeAsync(0)

describe('sending', () => {
  test('S4: the answer puts the message into its thread and out of the outbox', async () => {
    const { outbox, conversations, kept } = await openOutbox()
    outbox.send(7, 'hello')
    const call = connection.take('thread:publish')
    expect(call.data).toMatchObject({ id: 7, message: 'hello' })

    call.answer({ message: message(3, { user: alice, clientId: call.data['clientId'] as string }) })
    await settled()
    expect(outbox.messages.value).toEqual([])
    expect(kept.size).toBe(0)
    expect(inOrder(conversations.of(7).timeline.value).map((posted) => posted.offset)).toEqual([3])
  })

  test('S4: the event may come first; the answer then changes nothing', async () => {
    const { outbox, conversations } = await openOutbox()
    outbox.send(7, 'hello')
    const call = connection.take('thread:publish')
    const posted = message(3, { user: alice, clientId: call.data['clientId'] as string })
    connection.publish(7, posted)
    expect(outbox.messages.value).toEqual([])

    call.answer({ message: posted })
    await settled()
    expect(inOrder(conversations.of(7).timeline.value)).toEqual([posted])
  })

  test("another person's message with my client id is not mine", async () => {
    const { outbox } = await openOutbox()
    outbox.send(7, 'hello')
    const clientId = connection.take('thread:publish').data['clientId'] as string
    connection.publish(7, message(3, { user: bob, clientId }))
    expect(outbox.messages.value).toHaveLength(1)
  })

  test('S2: without a connection messages wait, then go out one by one', async () => {
    const { outbox } = await openOutbox()
    connection.state.value = 'connecting'
    outbox.send(7, 'one')
    outbox.send(7, 'two')
    expect(connection.calls).toEqual([])

    connection.state.value = 'live'
    await settled()
    const first = connection.take('thread:publish')
    expect(first.data['message']).toBe('one')
    expect(connection.calls).toEqual([])
    first.answer({ message: message(1, { user: alice, clientId: first.data['clientId'] as string }) })
    await settled()
    expect(connection.take('thread:publish').data['message']).toBe('two')
  })

  test('S1, S6: a refused message says why, and goes out again under its id', async () => {
    const { outbox } = await openOutbox()
    outbox.send(7, 'hello')
    const first = connection.take('thread:publish')
    first.reject(400, 'message is too long')
    await settled()
    const [failed] = outbox.messages.value
    expect(failed).toMatchObject({ state: 'failed', reason: { message: 'message is too long' } })

    outbox.retry(failed?.clientId ?? '')
    const second = connection.take('thread:publish')
    expect(second.data).toEqual(first.data)
  })

  test('S1: a server that says "not now" is asked three times, with pauses', async () => {
    const { outbox } = await openOutbox()
    outbox.send(7, 'hello')
    connection.take('thread:publish').reject(503, 'busy')
    await settled()
    expect(connection.calls).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    connection.take('thread:publish').reject(503, 'busy')
    await vi.advanceTimersByTimeAsync(2_000)
    connection.take('thread:publish').reject(503, 'busy')
    await settled()
    expect(outbox.messages.value[0]).toMatchObject({ state: 'failed' })
  })

  test('S1: what is too fast waits for as long as the server says, however often, and is never given up', async () => {
    const { outbox } = await openOutbox()
    outbox.send(7, 'one')
    outbox.send(7, 'two')
    const first = connection.take('thread:publish')
    first.reject(111, 'Too fast. Try again in 2 seconds. [too_fast limit=2]')
    await settled()
    expect(outbox.messages.value.map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    await vi.advanceTimersByTimeAsync(1_999)
    expect(connection.calls).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    // Then by the engine itself, which gives no time.
    for (let i = 0; i < 10; i++) {
      const again = connection.take('thread:publish')
      expect(again.data).toEqual(first.data)
      again.reject(111, 'too many requests')
      await vi.advanceTimersByTimeAsync(1_000)
    }
    const last = connection.take('thread:publish')
    last.answer({ message: message(1, { user: alice, clientId: last.data['clientId'] as string }) })
    await settled()
    expect(connection.take('thread:publish').data['message']).toBe('two')
  })

  test('K5: when the session has ended the message stays for the next one', async () => {
    const { outbox, kept } = await openOutbox()
    outbox.send(7, 'hello')
    connection.state.value = 'ended'
    connection.take('thread:publish').reject(403, 'Unauthorized')
    await settled()
    expect(outbox.messages.value[0]).toMatchObject({ state: 'waiting' })
    expect(kept.size).toBe(1)
  })

  test('S3: what an earlier page left goes out, but not what another person left', async () => {
    const deed = { do: 'post', text: 'mine' } as const
    const mine = { clientId: 'a', user: alice.id, thread: 7, deed, writtenAt: Date.now() }
    const theirs = { ...mine, clientId: 'b', user: bob.id }
    const { outbox } = await openOutbox(enqueue(enqueue([], mine), theirs))
    expect(connection.take('thread:publish').data).toMatchObject({ clientId: 'a', message: 'mine' })
    expect(outbox.messages.value.map((outgoing) => outgoing.clientId)).toEqual(['a'])
    await nextTick()
    expect(connection.calls).toEqual([])
  })

  test('S5: a change goes through the same queue, and its answer into the timeline', async () => {
    const { outbox, conversations, kept } = await openOutbox()
    connection.publish(7, message(3))
    outbox.change(7, { do: 'react', message: 3, emoji: '👍', isOn: true })
    expect(kept.size).toBe(1)
    const call = connection.take('message:react')
    expect(call.data).toMatchObject({ id: 3, emoji: '👍' })

    call.answer({ offset: 4, messageId: 3, emoji: '👍', user: alice })
    await settled()
    expect(outbox.messages.value).toEqual([])
    expect(inOrder(conversations.of(7).timeline.value)[0]?.reactions).toEqual([{ emoji: '👍', users: [alice] }])
  })

  test('S5: each deed has its call', async () => {
    const { outbox } = await openOutbox()
    outbox.change(7, { do: 'edit', message: 1, text: 'better' })
    expect(connection.take('message:edit').data).toMatchObject({ id: 1, text: 'better' })
    outbox.change(7, { do: 'delete', message: 2 })
    expect(connection.take('message:delete').data).toMatchObject({ id: 2 })
    outbox.change(7, { do: 'react', message: 3, emoji: '👍', isOn: false })
    expect(connection.take('message:unreact').data).toMatchObject({ id: 3, emoji: '👍' })
    outbox.change(7, { do: 'pin', message: 4, isOn: true })
    expect(connection.take('message:pin').data).toMatchObject({ id: 4 })
    outbox.change(7, { do: 'pin', message: 5, isOn: false })
    expect(connection.take('message:unpin').data).toMatchObject({ id: 5 })
  })
})

describe('sending files', () => {
  const plan = Object.assign(new Blob(['plan']), { name: 'plan.txt' })

  test('C7, S2, S6: a message goes out when its files are there, before what was written after it', async () => {
    const { outbox, uploads, bytes } = await openOutbox()
    uploads.add(7, [plan])
    outbox.send(7, '', null, uploads.sendOff(7))
    outbox.send(7, 'And a word')
    await settled()
    expect(connection.calls).toEqual([])

    files.take('plan.txt').arrives()
    await settled()
    const call = connection.take('thread:publish')
    expect(call.data).toMatchObject({ id: 7, message: '', files: [101] })
    expect(connection.calls).toEqual([])
    call.answer({ message: message(3, { user: alice, clientId: call.data['clientId'] as string, text: '' }) })
    await settled()
    expect(connection.take('thread:publish').data['message']).toBe('And a word')
    expect(uploads.all.value).toEqual([])
    expect(bytes.size).toBe(0)
  })

  test('C7, S1: an upload that failed fails its message, and Retry sends both', async () => {
    const { outbox, uploads } = await openOutbox()
    uploads.add(7, [plan])
    outbox.send(7, 'Look', null, uploads.sendOff(7))
    await settled()
    files.take('plan.txt').fails(new Refusal('refused', 413, 'Too large.'))
    await settled()
    expect(outbox.messages.value[0]).toMatchObject({ state: 'failed', reason: { code: 413 } })
    outbox.retry(outbox.messages.value[0]?.clientId ?? '')
    await settled()
    files.take('plan.txt').arrives()
    await settled()
    expect(connection.take('thread:publish').data).toMatchObject({ message: 'Look', files: [101] })
  })

  test('S3: what the server no longer has goes there again, as another file', async () => {
    const { outbox, uploads } = await openOutbox()
    uploads.add(7, [plan])
    outbox.send(7, 'Look', null, uploads.sendOff(7))
    await settled()
    const first = files.take('plan.txt')
    first.arrives()
    await settled()
    connection.take('thread:publish').reject(400, 'There is no such file.')
    await settled()
    outbox.retry(outbox.messages.value[0]?.clientId ?? '')
    await settled()
    const second = files.take('plan.txt')
    expect(second.parcel.key).not.toBe(first.parcel.key)
    second.arrives()
    await settled()
    expect(connection.take('thread:publish').data).toMatchObject({ files: [102] })
  })

  test('S3: files that an earlier page left go out with their message', async () => {
    const attached = { key: 'k', name: 'plan.txt', type: '', size: 4 }
    const deed = { do: 'post', text: 'Look', files: [attached] } as const
    const left = enqueue([], { clientId: 'a', user: alice.id, thread: 7, deed, writtenAt: Date.now() })
    await openOutbox(left, new Map([['k', plan]]))
    files.take('plan.txt').arrives()
    await settled()
    expect(connection.take('thread:publish').data).toMatchObject({ clientId: 'a', files: [101] })
  })

  test('C7: who gives a message up while its files are underway takes them back', async () => {
    const { outbox, uploads, bytes } = await openOutbox()
    uploads.add(7, [plan, Object.assign(new Blob(['b']), { name: 'b.txt' })])
    outbox.send(7, '', null, uploads.sendOff(7))
    await settled()
    files.take('plan.txt').arrives()
    await settled()
    outbox.discard(outbox.messages.value[0]?.clientId ?? '')
    await settled()
    expect(outbox.messages.value).toEqual([])
    expect(files.take('b.txt').end.aborted).toBe(true)
    expect(files.givenBack).toEqual([101])
    expect(bytes.size).toBe(0)
  })
})
