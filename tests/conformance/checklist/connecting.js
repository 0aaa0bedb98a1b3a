import assert from 'node:assert/strict'
import { channel, hourAgo, inAnHour, token, user } from './engines.js'
import { event, within } from './waiting.js'

/** Who comes in, how long they stay, and how they are asked whether they are still there. */
export function connecting(lane, check) {
  const { pack } = lane

  check(6, 'an expired connection token is an error, an invalid one the end', async (t, { main }) => {
    const [sub, wire] = [user(), await lane.wire(t, main)]
    assert.equal(await wire.refusal({ connect: { token: token({ sub, exp: hourAgo() }) } }), 109)
    const forged = await lane.wire(t, main)
    await forged.send({ id: 1, connect: { token: token({ sub }, 'another key') } })
    assert.equal((await within(forged.closed, 'the forger is closed')).code, 3500)

    let fresh = 0
    const getToken = async () => token({ sub, exp: inAnHour(), fresh: ++fresh })
    const { context } = await lane.connected(t, main, { token: token({ sub, exp: hourAgo() }), getToken })
    assert.equal(context.transport, lane.transport)
    assert.equal(fresh, 1)

    const client = lane.client(t, main, { token: token({ sub }, 'another key') })
    const disconnected = event(client, 'disconnected')
    client.connect()
    assert.equal((await disconnected).code, 3500)
  })

  check(6, 'an expired subscription token is an error, a forged one too, one for something else the end', async (t, { main }) => {
    const name = channel('locked')
    const [sub, wire] = [user(), await lane.wire(t, main)]
    await wire.connect({ token: token({ sub }) })
    const refusal = (claims, key) => wire.refusal({ subscribe: { channel: name, token: token({ sub, channel: name, ...claims }, key) } })
    assert.equal(await refusal({ exp: hourAgo() }), 109)
    assert.equal(await refusal({}, 'another key'), 103)
    await wire.send({ id: 9, subscribe: { channel: name, token: token({ sub, channel: channel('locked') }) } })
    assert.equal((await within(wire.closed, 'the client with the wrong channel is closed')).code, 3500)

    const { client } = await lane.connected(t, main, { token: token({ sub }) })
    const getToken = async () => token({ sub, channel: name, exp: inAnHour() })
    await lane.subscribed(client, name, { token: token({ sub, channel: name, exp: hourAgo() }), getToken })
  })

  check(7, 'who is closed is told why, in words', async (t, { main }) => {
    const wire = await lane.wire(t, main)
    await wire.send({ id: 1, connect: { token: 'no token' } })
    const { reason } = await within(wire.closed, 'it is closed')
    assert.match(reason, /^[a-z][a-z ]+$/)
  })

  check(9, 'a pong nobody asked for is the end', async (t, { main, brief }) => {
    const unasked = await lane.connectedWire(t, main)
    await unasked.pong()
    assert.equal((await within(unasked.closed, 'it is closed')).code, 3501)

    const twice = await lane.connectedWire(t, brief, {}, { pongs: false })
    await twice.nextPing()
    await twice.send({}, {})
    assert.equal((await within(twice.closed, 'it is closed')).code, 3501)
  })

  check(9, 'a pong that is asked for keeps the connection, and none is the end', async (t, { brief }) => {
    const wire = await lane.connectedWire(t, brief, {}, { pongs: false })
    await wire.nextPing()
    await wire.pong()
    await wire.nextPing()
    assert.equal((await within(wire.closed, 'who answers no more is closed')).code, 3012)
  })

  check(10, 'the ping interval is told in seconds, and first pings come at any moment of its second half', async (t, { brief }) => {
    const waits = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const start = performance.now()
        const wire = await lane.connectedWire(t, brief, {}, { pongs: false })
        assert.deepEqual([wire.result.ping, wire.result.pong], [5, true])
        await wire.nextPing()
        return performance.now() - start
      }),
    )
    assert.ok(Math.min(...waits) > 2400, `a first ping after ${Math.min(...waits)} ms`)
    assert.ok(Math.max(...waits) - Math.min(...waits) > 20, `all first pings after ${Math.min(...waits)} ms`)
  })

  check(33, 'the server names its version, the client by an id of its own, and nobody by an empty name', async (t, { main }) => {
    const wires = await Promise.all([lane.connectedWire(t, main), lane.connectedWire(t, main)])
    assert.ok(wires.every((wire) => wire.result.version !== ''))
    assert.notEqual(wires[0].result.client, wires[1].result.client)

    const name = channel('chat')
    const { client, context } = await lane.connected(t, main)
    await lane.subscribed(client, name)
    const { clients } = await client.presence(name)
    assert.deepEqual(Object.keys(clients), [context.client])
    assert.equal(clients[context.client].user, '')
  })

  check(41, 'a refresh by another user is the end, and so is one without a token', async (t, { main }) => {
    const sub = user()
    const wire = await lane.connectedWire(t, main, { token: token({ sub, exp: inAnHour() }) })
    assert.equal(wire.result.expires, true)
    const refreshed = await wire.ok({ refresh: { token: token({ sub, exp: inAnHour() + 60 }) } })
    assert.ok(refreshed.expires && refreshed.ttl > 3600)
    await wire.send({ id: 9, refresh: { token: token({ sub: user(), exp: inAnHour() }) } })
    assert.equal((await within(wire.closed, 'the other user is closed')).code, 3500)

    const anonymous = await lane.connectedWire(t, main)
    await anonymous.send({ id: 9, refresh: { token: token({ sub, exp: inAnHour() }) } })
    assert.equal((await within(anonymous.closed, 'who was nobody is closed')).code, 3500)

    const empty = await lane.connectedWire(t, main, { token: token({ sub, exp: inAnHour() }) })
    await empty.send({ id: 9, refresh: { token: '' } })
    assert.equal((await within(empty.closed, 'the refresh without a token is closed')).code, 3501)
  })

  check(42, 'without security a connection does not expire, but an expired token is refused', async (t, { insecure }) => {
    const wire = await lane.connectedWire(t, insecure, { token: token({ sub: user(), exp: inAnHour() }) })
    assert.deepEqual([wire.result.expires, wire.result.ttl], [undefined, undefined])
    const late = await lane.wire(t, insecure)
    assert.equal(await late.refusal({ connect: { token: token({ sub: user(), exp: hourAgo() }) } }), 109)
  })

  check(44, 'subscriptions that connect asks for and may not have are left out, unless there is no such namespace', async (t, { main }) => {
    const [may, mayNot, secret] = [channel('rec'), channel('locked'), `$${channel('rec')}`]
    const wire = await lane.connectedWire(t, main, { subs: { [may]: {}, [mayNot]: {}, [secret]: {} } })
    assert.deepEqual(Object.keys(wire.result.subs), [may])
    const lost = await lane.wire(t, main)
    await lost.send({ id: 1, connect: { subs: { [channel('nowhere')]: {} } } })
    assert.equal((await within(lost.closed, 'it is closed')).code, 3501)
  })

  check(30, 'errors of the application reach the caller unchanged', async (t, { main }) => {
    const { client } = await lane.connected(t, main)
    assert.deepEqual(lane.unpack((await client.rpc('app:echo', pack({ a: [1] }))).data), { a: [1] })
    await assert.rejects(client.rpc('app:refuse', pack({})), { code: 1234, message: 'not on Sundays' })
    for (const method of ['none:such', 'such']) await assert.rejects(client.rpc(method, pack({})), ({ code }) => code === 108 || code === 104)
    const disconnected = event(client, 'connecting', ({ code }) => code === 4321)
    client.rpc('app:go', pack({})).catch(() => {})
    assert.equal((await disconnected).reason, 'go away')
  })
}
