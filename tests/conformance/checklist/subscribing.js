import assert from 'node:assert/strict'
import { channel, hourAgo, token, user } from './engines.js'
import { event, events, within } from './waiting.js'

/** What a subscription is, from its request to its end. */
export function subscribing(lane, check) {
  check(11, 'the reply comes first, then the own join; presence has the client before', async (t, { main }) => {
    const name = channel('chat')
    const wire = await lane.connectedWire(t, main)
    await wire.ok({ subscribe: { channel: name } })
    assert.equal((await wire.push(name, 'join')).info.client, wire.result.client)
    assert.deepEqual(Object.keys((await wire.ok({ presence: { channel: name } })).presence), [wire.result.client])
    const about = wire.log.map(({ reply }) => reply).filter((reply) => reply.subscribe || reply.push)
    assert.deepEqual(about.map((reply) => (reply.subscribe ? 'reply' : Object.keys(reply.push).find((key) => key !== 'channel'))), ['reply', 'join'])
  })

  check(11, 'who subscribes while others publish has the reply first and misses nothing after it', async (t, { main }) => {
    const name = channel('rec')
    const wire = await lane.connectedWire(t, main)
    const publications = Array.from({ length: 200 }, (_, i) => ({ publish: { channel: name, data: i } }))
    const published = main.api('batch', { commands: publications })
    const start = (await wire.ok({ subscribe: { channel: name } })).offset ?? 0
    await published
    await main.api('publish', { channel: name, data: 'last' })
    const offsets = []
    while (offsets.at(-1) !== 201) offsets.push((await wire.push(name, 'pub')).offset)
    assert.deepEqual(offsets, Array.from({ length: 201 - start }, (_, i) => start + i + 1))
    const first = wire.log.findIndex(({ reply }) => reply.push)
    assert.ok(wire.log.findIndex(({ reply }) => reply.subscribe) < first)
  })

  check(16, 'who unsubscribes from what it does not have succeeds', async (t, { main }) => {
    const wire = await lane.connectedWire(t, main)
    assert.deepEqual(await wire.ok({ unsubscribe: { channel: channel('open') } }), {})
    assert.deepEqual(await wire.ok({ unsubscribe: { channel: channel('nowhere') } }), {})
  })

  check(17, 'who subscribes, unsubscribes and subscribes at once is subscribed', async (t, { main }) => {
    const name = channel('rec')
    const { client } = await lane.connected(t, main)
    const subscription = client.newSubscription(name)
    const errors = events(subscription, 'error')
    for (let i = 0; i < 5; i++) {
      subscription.subscribe()
      subscription.unsubscribe()
    }
    subscription.subscribe()
    await within(subscription.ready(), 'it is subscribed')
    const heard = event(subscription, 'publication')
    await main.api('publish', { channel: name, data: 'heard' })
    assert.equal(lane.unpack((await heard).data), 'heard')
    assert.deepEqual(errors.rest, [])

    const wire = await lane.connectedWire(t, main)
    await wire.send({ id: 21, subscribe: { channel: name } }, { id: 22, unsubscribe: { channel: name } }, { id: 23, subscribe: { channel: name } })
    for (const id of [21, 22, 23]) assert.equal((await wire.reply(id)).error, undefined)
  })

  check(18, 'nobody subscribes twice, also not to what the server subscribed them to', async (t, { main }) => {
    const [name, given] = [channel('open'), channel('open')]
    const wire = await lane.connectedWire(t, main, { token: token({ sub: user(), channels: [given] }) })
    await wire.ok({ subscribe: { channel: name } })
    assert.equal(await wire.refusal({ subscribe: { channel: name } }), 105)
    assert.equal(await wire.refusal({ subscribe: { channel: given } }), 105)
  })

  check(20, 'presence and history that are not kept are not available, whoever asks', async (t, { main }) => {
    const wire = await lane.connectedWire(t, main)
    for (const [name, code] of [[channel('open'), 108], [channel('locked'), 103]]) {
      assert.equal(await wire.refusal({ presence: { channel: name } }), code)
      assert.equal(await wire.refusal({ presence_stats: { channel: name } }), code)
      assert.equal(await wire.refusal({ history: { channel: name } }), code)
    }
  })

  check(21, 'a private channel wants a token even without security', async (t, { insecure }) => {
    const { client } = await lane.connected(t, insecure)
    await assert.rejects(lane.subscribed(client, `$${user()}`), /103/)
    await lane.subscribed(client, user())
  })

  check(22, 'a namespace that does not exist is an unknown channel', async (t, { main, insecure }) => {
    for (const engine of [main, insecure]) {
      const { client } = await lane.connected(t, engine)
      await assert.rejects(lane.subscribed(client, channel('test')), /102/)
    }
  })

  check(28, 'who has lost its place is subscribed anew and told so', async (t, { brief }) => {
    const [name, given] = [channel('forgotten'), channel('forgotten')]
    const { client } = await lane.connected(t, brief, { token: token({ sub: user() }) })
    const { subscription } = await lane.subscribed(client, name)
    const lost = event(subscription, 'subscribing', ({ code }) => code === 2500)
    const again = event(subscription, 'subscribed')

    const { client: other } = await lane.connected(t, brief, { token: token({ sub: user(), channels: [given] }) })
    const thrown = event(other, 'connecting', ({ code }) => code === 3010)
    const back = event(other, 'subscribed', (context) => context.channel === given)
    await brief.api('publish', { channel: name, data: 1 })
    await brief.api('publish', { channel: given, data: 1 })

    await lost
    assert.deepEqual([(await again).wasRecovering, (await again).recovered], [true, false])
    await thrown
    assert.deepEqual([(await back).wasRecovering, (await back).recovered], [true, false])
  })

  check(29, 'a subscription that expires ends, and is subscribed anew with a new token', async (t, { brief }) => {
    const [sub, name] = [user(), channel('locked')]
    const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds
    const wire = await lane.connectedWire(t, brief, { token: token({ sub }) })
    const { expires, ttl } = await wire.ok({ subscribe: { channel: name, token: token({ sub, channel: name, exp: inSeconds(5) }) } })
    assert.ok(expires && ttl <= 5)
    assert.equal((await wire.push(name, 'unsubscribe')).code, 2501)
    await wire.ok({ subscribe: { channel: name, token: token({ sub, channel: name, exp: inSeconds(3600) }) } })

    assert.ok((await wire.ok({ sub_refresh: { channel: name, token: token({ sub, channel: name, exp: inSeconds(7200) }) } })).ttl > 3600)
    await wire.send({ id: 9, sub_refresh: { channel: name, token: token({ sub, channel: name, exp: hourAgo() }) } })
    assert.equal((await within(wire.closed, 'who refreshes with an expired token is closed')).code, 3006)
  })

  check(45, 'unsubscribe waits for a subscribe that is under way, and for 5 seconds at most', async (t, { main, application }) => {
    const [name, never] = [channel('slow'), channel('slow')]
    const wire = await lane.connectedWire(t, main)
    const stuck = await lane.connectedWire(t, main)
    await Promise.all([
      (async () => {
        wire.send({ id: 21, subscribe: { channel: name } }, { id: 22, unsubscribe: { channel: name } })
        const held = await application.held('the application is asked', (asked) => asked.channel === name)
        held.answer({ result: {} })
        assert.equal((await wire.reply(21)).error, undefined)
        assert.deepEqual((await wire.reply(22)).unsubscribe, {})
        assert.deepEqual(wire.log.map(({ reply }) => reply.id).filter(Boolean), [1, 21, 22])
        assert.equal((await main.api('channels', { pattern: name })).channels[name], undefined)
      })(),
      (async () => {
        stuck.send({ id: 21, subscribe: { channel: never } }, { id: 22, unsubscribe: { channel: never } })
        assert.equal((await within(stuck.closed, 'who waits for ever is closed')).code, 3004)
      })(),
    ])
  })
}
