import { effectScope, nextTick, shallowRef } from 'vue'
import { expect, test } from 'vitest'
import type { ConnectionState } from '../realtime/connection'
import { useNewVersion } from './useNewVersion'

class Worker extends EventTarget {
  readonly heard: unknown[] = []
  postMessage(message: unknown): void {
    this.heard.push(message)
  }
}

class Registration extends EventTarget {
  waiting: Worker | null = null
  installing: Worker | null = null
  updates = 0
  update(): Promise<void> {
    this.updates++
    return Promise.resolve()
  }
}

class Workers extends EventTarget {
  readonly registration = new Registration()
  readonly ready = Promise.resolve(this.registration)
  controller: Worker | null = new Worker()
}

async function open(workers: Workers) {
  const state = shallowRef<ConnectionState>('live')
  let reloads = 0
  const version = effectScope().run(() => useNewVersion({ state }, workers as never, () => reloads++))
  if (!version) throw new Error('The scope has ended')
  await nextTick()
  return { version, state, reloads: () => reloads }
}

function installs(workers: Workers): Worker {
  const fresh = new Worker()
  workers.registration.installing = fresh
  workers.registration.dispatchEvent(new Event('updatefound'))
  workers.registration.installing = null
  workers.registration.waiting = fresh
  fresh.dispatchEvent(new Event('statechange'))
  return fresh
}

test('K6: a new version is offered once it is there, and comes only when somebody says so', async () => {
  const workers = new Workers()
  const { version, reloads } = await open(workers)
  expect(version.isThere.value).toBe(false)
  const fresh = installs(workers)
  expect(version.isThere.value).toBe(true)
  workers.dispatchEvent(new Event('controllerchange'))
  expect([reloads(), fresh.heard]).toEqual([0, []])

  version.takeOver()
  expect([reloads(), fresh.heard]).toEqual([0, ['take over']])
  workers.dispatchEvent(new Event('controllerchange'))
  expect(reloads()).toBe(1)
})

test('K6: what another page has let in already needs only a reload', async () => {
  const workers = new Workers()
  const { version, reloads } = await open(workers)
  installs(workers)
  workers.registration.waiting = null
  version.takeOver()
  expect(reloads()).toBe(1)
})

test('K6: the first version is no new one, and whoever was away asks for one', async () => {
  const workers = new Workers()
  workers.controller = null
  const { version, state } = await open(workers)
  installs(workers)
  expect(version.isThere.value).toBe(false)
  for (const next of ['connecting', 'live'] as const) {
    state.value = next
    await nextTick()
  }
  expect(workers.registration.updates).toBe(1)
})
