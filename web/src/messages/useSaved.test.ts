import { effectScope, nextTick } from 'vue'
import { expect, test } from 'vitest'
import { chatApi } from '../api/client'
import { FakeConnection, message } from '../testing'
import { useSaved } from './useSaved'

const settled = async () => {
  for (let i = 0; i < 5; i++) await nextTick()
}

test('what I saved is asked for once, and told on from any device', async () => {
  const connection = new FakeConnection()
  const saved = effectScope().run(() => useSaved(connection, chatApi(connection.call)))
  if (!saved) throw new Error('The scope has ended')
  expect(connection.calls).toEqual([])
  expect(saved.has(3)).toBe(false)
  connection.tell('user:1', 0, { type: 'message.saved', messageId: 4, saved: false })
  connection.take('message:saved').answer({ saved: [3, 4].map((id) => ({ message: message(id), savedAt: '' })) })
  await settled()
  expect([saved.has(3), saved.has(4)]).toEqual([true, false])
  expect(connection.calls).toEqual([])

  const done = saved.set(3, false)
  connection.take('message:unsave').answer({})
  await done
  expect(saved.has(3)).toBe(false)
})
