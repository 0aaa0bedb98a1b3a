// Behaviour that tests or production trip over, point by point, with the official SDK and on the bare wire: JSON and Protobuf, over
// WebSocket, HTTP streaming, and server-sent events.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { connecting } from './checklist/connecting.js'
import { disconnecting } from './checklist/disconnecting.js'
import { startEngines } from './checklist/engines.js'
import { framing } from './checklist/framing.js'
import { lanes } from './checklist/lanes.js'
import { loading } from './checklist/loading.js'
import { recovering } from './checklist/recovering.js'
import { subscribing } from './checklist/subscribing.js'

const engines = {}
before(async () => Object.assign(engines, await startEngines()))
after(() => engines.stop?.())

const points = new Set()

// Most of the time goes into waiting, so they wait side by side.
describe('the checklist', { concurrency: lanes.length }, () => {
  for (const lane of lanes) {
    describe(lane.name, { concurrency: 5 }, () => {
      const check = (which, says, body) => {
        for (const point of [which].flat()) points.add(point)
        test(`${which}. ${says}`, (t) => body(t, engines))
      }
      for (const part of [framing, connecting, subscribing, recovering, disconnecting, loading]) part(lane, check)
    })
  }
})

test('no point is missing', () => {
  assert.deepEqual(
    [...points].sort((a, b) => a - b),
    Array.from({ length: 45 }, (_, i) => i + 1),
  )
})
