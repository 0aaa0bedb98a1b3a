// @vitest-environment node
import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { indexedBytes } from './byteStore'

const plan = new Blob(['plan'])

test('S3: the bytes of one page are there for the next, until they are removed', async () => {
  const browser = new IDBFactory()
  expect(await indexedBytes(browser).put('k', plan)).toBe(true)
  const next = indexedBytes(browser)
  expect(await (await next.get('k'))?.text()).toBe('plan')
  await next.remove(['k', 'unknown'])
  expect(await next.get('k')).toBeNull()
})

test('where the browser keeps nothing it says so, and nothing fails', async () => {
  const broken = {
    open: () => {
      throw new Error('private window')
    },
  } as unknown as globalThis.IDBFactory
  const store = indexedBytes(broken)
  expect(await store.put('k', plan)).toBe(false)
  expect(await store.get('k')).toBeNull()
  await store.remove(['k'])
})
