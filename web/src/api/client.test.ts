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
