import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, shallowRef, type EffectScope } from 'vue'
import { chatApi } from '../api/client'
import { bob, FakeConnection } from '../testing'
import { askedAgainAfter, usePresence, type Presences } from './usePresence'

let scope: EffectScope
let connection: FakeConnection
const isIdle = shallowRef(false)
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  connection = new FakeConnection()
  isIdle.value = false
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

function start(): Presences {
  const presences = scope.run(() => usePresence(connection, chatApi(connection.call), isIdle))
  if (!presences) throw new Error('The scope has ended')
  return presences
}

async function answer(people: object[]): Promise<readonly unknown[]> {
  const call = connection.take('user:presence')
  call.answer({ people })
  await vi.advanceTimersByTimeAsync(0)
  return call.data['users'] as unknown[]
}

test('those who come into view together are asked about together, and again after a while', async () => {
  const presences = start()
  presences.watch(2)
  presences.watch(3)
  presences.watch(2)
  await vi.advanceTimersByTimeAsync(100)

  expect(await answer([{ id: 2, presence: 'online' }])).toEqual([2, 3])
  expect([presences.line(2), presences.line(3)]).toEqual(['Online', ''])
  await vi.advanceTimersByTimeAsync(askedAgainAfter)
  expect(await answer([{ id: 2, presence: 'idle' }])).toEqual([2, 3])
  expect(presences.get(2)?.presence).toBe('idle')
})

test('whoever is out of view, or just asked about, is not asked about', async () => {
  const presences = start()
  const leave = presences.watch(2)
  await vi.advanceTimersByTimeAsync(100)
  await answer([{ id: 2, presence: 'online' }])
  leave()
  presences.watch(2)()
  presences.watch(3)
  await vi.advanceTimersByTimeAsync(100)

  expect(await answer([])).toEqual([3])
  await vi.advanceTimersByTimeAsync(askedAgainAfter)
  expect(await answer([])).toEqual([3])
})

test('nobody is asked about while nobody looks', async () => {
  const presences = start()
  isIdle.value = true
  presences.watch(2)
  await vi.advanceTimersByTimeAsync(10 * askedAgainAfter)
  expect(connection.calls).toEqual([])

  isIdle.value = false
  await vi.advanceTimersByTimeAsync(100)
  expect(await answer([])).toEqual([2])
})

test('more than the server answers about are asked about in turn', async () => {
  const presences = start()
  for (let user = 1; user <= 130; user++) presences.watch(user)
  await vi.advanceTimersByTimeAsync(100)

  expect((await answer([])).length).toBe(100)
  expect((await answer([])).length).toBe(30)
})

test('whoever types is here', async () => {
  const presences = start()
  presences.watch(bob.id)
  await vi.advanceTimersByTimeAsync(100)
  await answer([{ id: bob.id, presence: 'offline' }])

  connection.tell('typing:1', 0, { type: 'typing', threadId: 1, user: bob })

  expect(presences.get(bob.id)?.presence).toBe('online')
})
