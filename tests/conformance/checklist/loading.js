import assert from 'node:assert/strict'
import { channel, token, user } from './engines.js'
import { event, events } from './waiting.js'

/** What many clients, or one that does not keep up, do to the others. */
export function loading(lane, check) {
  const { unpack } = lane

  check([37, 38], 'who does not read is disconnected, and holds up nobody until then', async (t, { main }) => {
    const name = channel('chat')
    const reader = await lane.connectedWire(t, main)
    await reader.ok({ subscribe: { channel: name } })
    const sleeper = await lane.connectedWire(t, main)
    await sleeper.ok({ subscribe: { channel: name } })
    await sleeper.stopReading()
    const left = () => reader.log.find(({ reply }) => reply.push?.leave)?.reply.push.leave.info.client
    const data = 'x'.repeat(60_000)
    for (let published = 0; !left() && published < 600; published++) {
      await main.api('publish', { channel: name, data })
      // The reader has each before the next one is published, whether the sleeper has been dropped by then or not.
      assert.equal((await reader.push(name, 'pub')).offset, published + 1)
    }
    // Who is dropped has a moment to hear it, and is gone after that.
    if (!left()) await reader.push(name, 'leave')
    assert.equal(left(), sleeper.result.client)
    assert.match((await fetch(`${main.url}/metrics`).then((answer) => answer.text())), /code="3008"/)
  })

  check(39, 'those who are all sent away at once all come back and have missed nothing', async (t, { main }) => {
    const [sub, name] = [user(), channel('rec')]
    const members = await Promise.all(
      Array.from({ length: 25 }, async () => {
        const { client } = await lane.connected(t, main, { token: token({ sub }) })
        const { subscription } = await lane.subscribed(client, name)
        return { gone: event(client, 'connecting'), back: event(subscription, 'subscribed'), heard: events(subscription, 'publication') }
      }),
    )
    await main.api('publish', { channel: name, data: 1 })
    await main.api('disconnect', { user: sub, disconnect: { code: 3001, reason: 'shutdown' } })
    await Promise.all(members.map(({ gone }) => gone))
    await main.api('publish', { channel: name, data: 2 })
    await Promise.all(
      members.map(async ({ back, heard }) => {
        assert.equal((await back).recovered, true)
        for (const number of [1, 2]) assert.equal(unpack((await heard.next(`publication ${number}`)).data), number)
      }),
    )
  })
}
