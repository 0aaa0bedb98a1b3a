import assert from 'node:assert/strict'
import { channel, token, user } from './engines.js'
import { event } from './waiting.js'

/** How the application ends connections and subscriptions, and what others see of it. */
export function disconnecting(lane, check) {
  for (const code of [3200, 4000, 4499]) {
    check(31, `who is disconnected with ${code} comes back`, async (t, { main }) => {
      const sub = user()
      const { client } = await lane.connected(t, main, { token: token({ sub }) })
      const [gone, back] = [event(client, 'connecting'), event(client, 'connected')]
      await main.api('disconnect', { user: sub, disconnect: { code, reason: 'come back' } })
      assert.deepEqual(await gone, { code, reason: 'come back' })
      await back
    })
  }

  for (const code of [3500, 3999, 4500, 4999]) {
    check(31, `who is disconnected with ${code} stays away`, async (t, { main }) => {
      const sub = user()
      const { client } = await lane.connected(t, main, { token: token({ sub }) })
      const gone = event(client, 'disconnected')
      await main.api('disconnect', { user: sub, disconnect: { code, reason: 'stay away' } })
      assert.deepEqual(await gone, { code, reason: 'stay away' })
    })
  }

  check(32, 'who is unsubscribed by the application stays unsubscribed', async (t, { main }) => {
    const [sub, name] = [user(), channel('rec')]
    const { client } = await lane.connected(t, main, { token: token({ sub }) })
    const { subscription } = await lane.subscribed(client, name)
    const ended = event(subscription, 'unsubscribed')
    await main.api('unsubscribe', { user: sub, channel: name })
    assert.equal((await ended).code, 2000)
    assert.equal(subscription.state, 'unsubscribed')
  })

  check(40, 'who goes is gone from presence and leaves once, however they go', async (t, { main }) => {
    const name = channel('chat')
    const watcher = await lane.connectedWire(t, main)
    await watcher.ok({ subscribe: { channel: name } })
    await watcher.push(name, 'join')
    const ways = [(guest) => guest.hangUp(), (guest) => guest.ok({ unsubscribe: { channel: name } }), (guest) => guest.pong()]
    for (const leave of ways) {
      const guest = await lane.connectedWire(t, main)
      await guest.ok({ subscribe: { channel: name } })
      const { client } = guest.result
      assert.equal((await watcher.push(name, 'join')).info.client, client)
      await leave(guest)
      assert.equal((await watcher.push(name, 'leave')).info.client, client)
      assert.deepEqual(Object.keys((await main.api('presence', { channel: name })).presence), [watcher.result.client])
    }
    // What was published after the last leave is the next thing that comes.
    await main.api('publish', { channel: name, data: 'last' })
    assert.equal((await watcher.push(name)).pub.offset, 1)
    assert.equal(watcher.log.filter(({ reply }) => reply.push?.leave).length, ways.length)
  })
}
