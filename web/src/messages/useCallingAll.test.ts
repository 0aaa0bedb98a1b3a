import { nextTick } from 'vue'
import { expect, test } from 'vitest'
import { chatApi } from '../api/client'
import { FakeConnection, thread } from '../testing'
import { useCallingAll } from './useCallingAll'

const settled = async () => {
  for (let i = 0; i < 8; i++) await nextTick()
}
const crowd = (size: number) => Array.from({ length: size }, (_, id) => ({ id: id + 1, username: `p${id}` }))
const opened = (fields = {}) => {
  const connection = new FakeConnection()
  return { connection, calling: useCallingAll(chatApi(connection.call), () => thread(7, fields)) }
}

test('C8: a message that calls nobody in particular is sent without a question', () => {
  const { connection, calling } = opened()
  expect(calling.isSure('mail@everyone.example and @everyones')).toBe(true)
  expect(opened({ direct: true }).calling.isSure('@everyone')).toBe(true)
  expect(connection.calls).toEqual([])
})

test('C8: everyone is called without a question in a small room', async () => {
  const { connection, calling } = opened()
  const sure = calling.isSure('Hello @everyone!')
  connection.take('user:find').answer({ users: crowd(19) })
  expect(await sure).toBe(true)
  expect(calling.isAsking.value).toBe(false)
})

test.each([true, false])('C8: in a large room its writer decides: %s', async (isMeant) => {
  const { connection, calling } = opened({ private: true })
  const sure = calling.isSure('@Everyone, lunch')
  connection.take('thread:members').answer({ members: crowd(20).map((user) => ({ user, role: 'member' })) })
  await settled()
  expect(calling.isAsking.value).toBe(true)
  calling.decide(isMeant)
  expect(await sure).toBe(isMeant)
  expect(calling.isAsking.value).toBe(false)
})

test('C8: who cannot be counted may be many', async () => {
  const { connection, calling } = opened()
  void calling.isSure('@everyone')
  connection.take('user:find').reject(11, 'connection closed')
  await settled()
  expect(calling.isAsking.value).toBe(true)
})
