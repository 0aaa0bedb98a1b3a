import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Refusal } from '../api/refusal'
import { FakeConnection, FakeUploadServer } from '../testing'
import { attachment } from './uploads'
import { uploader } from './uploader'
import { useUploads, type Chosen } from './useUploads'

let scope: EffectScope
let connection: FakeConnection
let server: FakeUploadServer

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  connection = new FakeConnection()
  server = new FakeUploadServer()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const settled = () => vi.advanceTimersByTimeAsync(0)
const file = (name: string): Chosen => Object.assign(new Blob([name]), { name })

async function open(kept = new Map<string, Blob>()) {
  const store = {
    put: (key: string, bytes: Blob) => Promise.resolve(kept.set(key, bytes).size > 0),
    get: (key: string) => Promise.resolve(kept.get(key) ?? null),
    remove: (keys: readonly string[]) => Promise.resolve(void keys.map((key) => kept.delete(key))),
  }
  const uploads = scope.run(() =>
    useUploads(connection, () =>
      Promise.resolve((...connected) => uploader(...connected, store, server.carry, server.takeBack)),
    ),
  )
  if (!uploads) throw new Error('The scope has ended')
  await settled()
  return { uploads, kept }
}

test('C7: a file goes to the thread in which it was added, and tells how far it is', async () => {
  const { uploads } = await open()
  uploads.add(7, [file('a.txt')])
  await settled()
  const upload = server.take('a.txt')
  expect(upload.parcel.thread).toBe(7)
  expect(upload.bearer).toBe('bearer of alice')
  upload.tell(0.5)
  expect(uploads.draftsOf(7)).toMatchObject([{ name: 'a.txt', state: 'underway', part: 0.5 }])
  upload.arrives()
  await settled()
  expect(uploads.draftsOf(7)).toMatchObject([{ state: 'done', file: { name: 'a.txt' } }])
})

test('C7: what is added before there is anything to take it there goes as soon as there is, also after a failure', async () => {
  const opens = vi.fn(() => Promise.reject(new Error('offline')))
  const found = scope.run(() => useUploads(connection, opens))
  await settled()
  found?.add(7, [file('a.txt')])
  expect(opens).toHaveBeenCalledTimes(2)
  expect(found?.sendOff(7)).toEqual([])
})

test('C6, C7: files wait where they were added, whichever room is open', async () => {
  const { uploads } = await open()
  uploads.add(7, [file('a.txt')])
  uploads.add(8, [file('b.txt')])
  expect(uploads.draftsOf(7).map(({ name }) => name)).toEqual(['a.txt'])
  expect(uploads.sendOff(8).map(({ name }) => name)).toEqual(['b.txt'])
  expect(uploads.draftsOf(8)).toEqual([])
  expect(uploads.draftsOf(7)).toHaveLength(1)
})

test('C7: two go at once, the others after them', async () => {
  const { uploads } = await open()
  uploads.add(7, ['a', 'b', 'c'].map(file))
  await settled()
  expect(server.names()).toEqual(['a', 'b'])
  server.take('a').arrives()
  await settled()
  expect(server.names()).toEqual(['b', 'c'])
})

test('C7: what the server refuses fails at once with its words, and goes again when asked', async () => {
  const { uploads } = await open()
  uploads.add(7, [file('a.txt')])
  await settled()
  server.take('a.txt').fails(new Refusal('refused', 507, 'The disk is full.'))
  await settled()
  const [failed] = uploads.draftsOf(7)
  expect(failed).toMatchObject({ state: 'failed', reason: { code: 507, message: 'The disk is full.' } })
  uploads.retry([failed?.key ?? ''])
  await settled()
  server.take('a.txt').arrives()
  await settled()
  expect(uploads.draftsOf(7)[0]).toMatchObject({ state: 'done' })
  expect(uploads.draftsOf(7)[0]).not.toHaveProperty('reason')
})

test('C7: without an answer it is tried three times under one name, then its owner is asked', async () => {
  const { uploads } = await open()
  uploads.add(7, [file('a.txt')])
  await settled()
  const names = new Set<string>()
  for (const wait of [1_000, 2_000, 0]) {
    const upload = server.take('a.txt')
    names.add(upload.parcel.key)
    upload.fails(new Refusal('unreachable', 0, ''))
    await vi.advanceTimersByTimeAsync(wait)
  }
  expect(uploads.draftsOf(7)[0]).toMatchObject({ state: 'failed', reason: 'unanswered' })
  expect(names.size).toBe(1)
})

test('S2: without a connection files wait, and none of it counts as an attempt', async () => {
  const { uploads } = await open()
  connection.state.value = 'connecting'
  uploads.add(7, [file('a.txt')])
  await settled()
  expect(server.names()).toEqual([])
  for (let i = 0; i < 5; i++) {
    connection.state.value = 'live'
    await settled()
    connection.state.value = 'connecting'
    server.take('a.txt').fails(new Refusal('unreachable', 0, ''))
    await settled()
  }
  expect(uploads.draftsOf(7)[0]).toMatchObject({ state: 'waiting', attempts: 0 })
})

test('C7: too many at once wait for as long as the server says', async () => {
  const { uploads } = await open()
  uploads.add(7, [file('a.txt')])
  await settled()
  server.take('a.txt').fails(new Refusal('later', 111, 'Too fast. [too_fast limit=4]'))
  await vi.advanceTimersByTimeAsync(3_999)
  expect(server.names()).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(server.names()).toEqual(['a.txt'])
})

test('C7: what is taken away ends on its way, or is given back', async () => {
  const { uploads } = await open()
  uploads.add(7, ['here', 'underway'].map(file))
  await settled()
  server.take('here').arrives()
  await settled()
  const underway = server.take('underway')
  uploads.remove(uploads.draftsOf(7).map(({ key }) => key))
  await settled()
  expect(uploads.draftsOf(7)).toEqual([])
  expect(underway.end.aborted).toBe(true)
  expect(server.givenBack).toHaveLength(1)
})

test('S3: what goes with a message is kept until the message has it, and an earlier page’s goes on', async () => {
  const first = await open()
  first.uploads.add(7, [file('a.txt')])
  const attachments = first.uploads.sendOff(7)
  await settled()
  expect([...first.kept.keys()]).toEqual(attachments.map(({ key }) => key))
  scope.stop()

  scope = effectScope()
  server = new FakeUploadServer()
  const { uploads, kept } = await open(first.kept)
  uploads.restore(7, attachments, true)
  await settled()
  const upload = server.take('a.txt')
  expect(await upload.parcel.bytes.text()).toBe('a.txt')
  upload.arrives()
  await settled()
  uploads.arrived(uploads.all.value.map(attachment))
  await settled()
  expect(kept.size).toBe(0)
  expect(uploads.all.value).toEqual([])
})

test('S3: what the browser has lost says so', async () => {
  const { uploads } = await open()
  uploads.restore(7, [{ key: 'k', name: 'a.txt', type: '', size: 5 }], true)
  await settled()
  expect(uploads.find('k')).toMatchObject({ state: 'failed', reason: 'lost' })
})

test('C6: who leaves the page is asked when files wait beside what they write, not when these have gone with a message', async () => {
  const { uploads } = await open()
  const leaves = () => {
    const event = new Event('beforeunload', { cancelable: true })
    dispatchEvent(event)
    return !event.defaultPrevented
  }
  expect(leaves()).toBe(true)
  uploads.add(7, [file('a.txt')])
  expect(leaves()).toBe(false)
  uploads.sendOff(7)
  await settled()
  expect(leaves()).toBe(true)
})
