import { effectScope } from 'vue'
import { afterEach, expect, test, vi } from 'vitest'
import { FakeConnection } from '../testing'
import { useWakeUp } from './wakeUp'

const network = new EventTarget()
const scope = effectScope()
vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as Navigator, { connection: network }))
afterEach(() => vi.restoreAllMocks())

const events: readonly (readonly [string, EventTarget, string])[] = [
  ['somebody looks at the page', document, 'visibilitychange'],
  ['its window comes to the front', window, 'focus'],
  ['it is another network', network, 'change'],
]

test.each(events)('K3: it tries at once when %s, and only where it is not connected', (_, target, name) => {
  const connection = new FakeConnection()
  const retry = vi.spyOn(connection, 'retryNow')
  const looking = effectScope()
  looking.run(() => useWakeUp(connection))
  target.dispatchEvent(new Event(name))
  expect(retry).not.toHaveBeenCalled()
  connection.state.value = 'connecting'
  target.dispatchEvent(new Event(name))
  expect(retry).toHaveBeenCalledTimes(1)
  looking.stop()
  target.dispatchEvent(new Event(name))
  expect(retry).toHaveBeenCalledTimes(1)
})

test('K3: nothing is tried for a page that nobody sees', () => {
  const connection = new FakeConnection()
  connection.state.value = 'connecting'
  const retry = vi.spyOn(connection, 'retryNow')
  scope.run(() => useWakeUp(connection))
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  network.dispatchEvent(new Event('change'))
  expect(retry).not.toHaveBeenCalled()
  scope.stop()
})
