import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { FakeConnection } from '../testing'
import { idleAfter, useIdle } from './useIdle'

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

test('a device that nobody touches for five minutes is idle until somebody does', () => {
  const connection = new FakeConnection()
  const isIdle = scope.run(() => useIdle(connection))

  vi.advanceTimersByTime(idleAfter - 1)
  dispatchEvent(new Event('keydown'))
  vi.advanceTimersByTime(idleAfter - 1)
  expect(isIdle?.value).toBe(false)
  vi.advanceTimersByTime(1)
  expect(isIdle?.value).toBe(true)
  dispatchEvent(new Event('pointermove'))
  dispatchEvent(new Event('pointermove'))

  expect(connection.rests).toEqual([true, false])
  vi.advanceTimersByTime(idleAfter)
  expect(connection.rests).toEqual([true, false, true])
})
