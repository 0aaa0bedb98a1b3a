import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openConnection } from './connection'

/** A server that refuses everybody, and when each came. */
let arrivals: number[] = []
let endpoint = ''

class ClosedSocket {
  onclose: ((event: object) => void) | null = null
  onerror: (() => void) | null = null

  constructor(url: string) {
    // Those of earlier tests go on trying.
    if (url === endpoint) arrivals.push(Date.now())
    setTimeout(() => this.onclose?.({ code: 1006, reason: '' }), 0)
  }

  close(): void {
    // It is closed.
  }
}

beforeEach(() => {
  arrivals = []
  endpoint = `ws://${crypto.randomUUID()}.example/connection/websocket`
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', ClosedSocket)
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** The pauses between the attempts of half an hour, in seconds, when chance always says this. */
async function pauses(chance: number): Promise<readonly number[]> {
  vi.spyOn(Math, 'random').mockReturnValue(chance)
  openConnection(endpoint, () => Promise.resolve('bearer'))
  await vi.advanceTimersByTimeAsync(30 * 60_000)
  return arrivals.slice(1).map((at, index) => Math.round((at - (arrivals[index] ?? 0)) / 1000))
}

test('K3: the pauses are drawn from all between one second and a limit that doubles, up to thirty seconds', async () => {
  const longest = await pauses(0.999)
  expect(longest.slice(0, 7)).toEqual([2, 3, 5, 9, 17, 30, 30])
  expect(Math.max(...longest)).toBe(30)
})

test('K3: who is lucky never waits longer than a second', async () => {
  expect(new Set(await pauses(0))).toEqual(new Set([1]))
})

test('K3: with a network it is tried at once', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.999)
  openConnection(endpoint, () => Promise.resolve('bearer'))
  await vi.advanceTimersByTimeAsync(5 * 60_000)
  await vi.advanceTimersByTimeAsync(1_000)
  const before = arrivals.length
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(1)
  expect(arrivals.length).toBe(before + 1)
})
