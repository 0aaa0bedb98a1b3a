import { expect, test } from 'vitest'
import { chatApi } from './client'

test('the list of threads is read to its last page', async () => {
  const asked: object[] = []
  const pages = [
    { threads: [{ id: 1 }, { id: 2 }], next: 'from there' },
    { threads: [{ id: 3 }], next: null },
  ]
  const api = chatApi((_method, data) => {
    asked.push(data)
    return Promise.resolve(pages.shift())
  })
  expect((await api.threads()).map(({ id }) => id)).toEqual([1, 2, 3])
  expect(asked).toEqual([{}, { after: 'from there' }])
})

test('what a message has said is read to its last page', async () => {
  const asked: object[] = []
  const pages = [
    { revisions: [{ revision: 0 }, { revision: 1 }], more: true },
    { revisions: [{ revision: 2 }], more: false },
  ]
  const api = chatApi((_method, data) => {
    asked.push(data)
    return Promise.resolve(pages.shift())
  })
  expect((await api.revisions(7)).map(({ revision }) => revision)).toEqual([0, 1, 2])
  expect(asked).toEqual([{ id: 7 }, { id: 7, after: 1 }])
})
