import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { enqueue } from './outbox'
import { indexedOutbox } from './outboxStore'

const [written] = enqueue([], { clientId: 'a', user: 1, thread: 1, deed: { do: 'post', text: 'hello' }, writtenAt: 0 })
if (!written) throw new Error('Nothing was written')

test('S3: what one page puts in, the next page finds', async () => {
  const browser = new IDBFactory()
  await indexedOutbox(browser).put(written)
  expect(await indexedOutbox(browser).all()).toEqual([written])
})

test('S3: a page sends what another one left, but not what one that is open has', async () => {
  const browser = new IDBFactory()
  const page = (me: string, ...open: string[]) =>
    indexedOutbox(browser, {
      me,
      living: () => Promise.resolve(new Set([me, ...open])),
      gone: () => new Promise(() => undefined),
    })
  await page('one').put(written)
  expect(await page('two', 'one').all()).toEqual([])
  expect(await page('two').all()).toEqual([written])
})

test('what was removed does not come back', async () => {
  const store = indexedOutbox(new IDBFactory())
  await store.put(written)
  await store.remove('a')
  expect(await store.all()).toEqual([])
})

test('without a database there are no leftovers and no errors', async () => {
  const broken = {
    open: () => {
      throw new Error('private window')
    },
  } as unknown as globalThis.IDBFactory
  const store = indexedOutbox(broken)
  await store.put(written)
  expect(await store.all()).toEqual([])
})
