import assert from 'node:assert/strict'
import { once } from 'node:events'
import { channel, hourAgo, origin, token } from './engines.js'
import { within } from './waiting.js'

/** How commands and replies lie on the wire. */
export function framing(lane, check) {
  const { isJson, isWebSocket, pack } = lane

  if (isWebSocket) {
    check(1, 'the WebSocket sub-protocol is echoed, and decides on the encoding', async (t, { main }) => {
      const wire = await lane.wire(t, main)
      assert.equal(wire.socket.protocol, `centrifuge-${lane.encoding}`)
      const heard = within(new Promise((resolve) => wire.socket.once('message', (_, binary) => resolve(binary))), 'a reply')
      await wire.connect()
      assert.equal(await heard, !isJson)
    })
  }

  check(2, 'empty results are there', async (t, { main }) => {
    const wire = await lane.connectedWire(t, main)
    const name = channel('open')
    assert.deepEqual(await wire.call({ subscribe: { channel: name } }, 10), { id: 10, subscribe: {} })
    assert.deepEqual(await wire.call({ rpc: { method: 'ping' } }, 11), { id: 11, rpc: {} })
    assert.deepEqual(await wire.call({ unsubscribe: { channel: name } }, 12), { id: 12, unsubscribe: {} })
    assert.deepEqual(await wire.call({ publish: { channel: name, data: pack(1) } }, 13), { id: 13, publish: {} })
  })

  check(3, 'the fields that JSON always has are there, and the SDK reads none as zero', async (t, { main }) => {
    const name = channel('chat')
    const { client } = await lane.connected(t, main)
    assert.deepEqual(await client.presence(name), { clients: {} })
    assert.deepEqual(await client.presenceStats(name), { numClients: 0, numUsers: 0 })
    const history = await client.history(name, { limit: 10 })
    assert.deepEqual([history.publications, Number(history.offset), history.epoch !== ''], [[], 0, true])

    if (!isJson) return
    const wire = await lane.connectedWire(t, main)
    assert.deepEqual(await wire.ok({ presence: { channel: name } }), { presence: {} })
    assert.deepEqual(await wire.ok({ presence_stats: { channel: name } }), { num_clients: 0, num_users: 0 })
    assert.deepEqual(Object.keys(await wire.ok({ history: { channel: name } })).sort(), ['epoch', 'offset', 'publications'])
    await wire.ok({ subscribe: { channel: name } })
    const own = { user: '', client: wire.result.client }
    assert.deepEqual(await wire.ok({ presence: { channel: name } }), { presence: { [own.client]: own } })
  })

  check(4, 'payloads are kept as they were written', async (t, { main }) => {
    const wire = await lane.connectedWire(t, main)
    const name = channel('open')
    await wire.ok({ subscribe: { channel: name } })
    for (const text of ['"text"', '12.50', '-0', '1e2', 'true', '""', '[]', '{"b" : 1.50,\t"a":"\\u00e9 é \\/","a":null}']) {
      const id = wire.nextId()
      const frame = isJson ? `{"id":${id},"publish":{"channel":"${name}","data":${text}}}` : lane.codec.encodeCommands([{ id, publish: { channel: name, data: Buffer.from(text) } }])
      await wire.sendFrame(frame)
      await wire.reply(id)
      await wire.push(name, 'pub')
      assert.ok(wire.log.some(({ reply, raw }) => reply.push?.pub && raw.includes(text)), `${text} came otherwise`)
    }
    if (!isJson) return
    // Over many lines in the API, on one line to those whose messages end with the line; and null is a payload.
    await main.api('publish', `{"channel":"${name}","data":{"a":\n[1,\r\n2]}}`)
    assert.deepEqual((await wire.push(name, 'pub')).data, { a: [1, 2] })
    await main.api('publish', { channel: name, data: null })
    assert.equal((await wire.push(name, 'pub')).data, null)
  })

  check(5, 'a frame carries several commands', async (t, { main }) => {
    const wire = await lane.connectedWire(t, main)
    await wire.send(...[21, 22, 23].map((id) => ({ id, rpc: { method: 'ping' } })))
    for (const id of [21, 22, 23]) assert.deepEqual((await wire.reply(id)).rpc, {})
    if (!isJson) return
    await wire.sendFrame([31, 32, 33].map((id) => `{"id":${id},"rpc":{"method":"ping"}}\r\n`).join(''))
    for (const id of [31, 32, 33]) assert.deepEqual((await wire.reply(id)).rpc, {})
  })

  if (isJson) {
    check(23, 'a payload that is not JSON ends its publisher and reaches nobody', async (t, { main }) => {
      const name = channel('open')
      const bystander = await lane.connectedWire(t, main)
      await bystander.ok({ subscribe: { channel: name } })
      for (const bad of ['{bad}', '', '"unclosed', 'nul', '01']) {
        const wire = await lane.connectedWire(t, main)
        await wire.sendFrame(`{"id":2,"publish":{"channel":"${name}","data":${bad}}}`)
        assert.equal((await within(wire.closed, `the publisher of ${bad} is closed`)).code, 3501)
      }
      await main.api('publish', { channel: name, data: 'good' })
      assert.deepEqual((await bystander.push(name)).pub, { data: 'good' })
    })
  }

  if (!isWebSocket) {
    check(34, 'the stream opens before there is anything to say, and ends with a Disconnect push', async (t, { insecure, application }) => {
      const wire = await lane.wire(t, insecure)
      const key = channel('open')
      wire.send({ id: 1, connect: { data: pack({ hold: key }) } })
      const held = await application.held('the application is asked who connects', ({ data }) => data?.hold === key)
      const { statusCode, headers } = await within(wire.response, 'the stream opens')
      assert.equal(statusCode, 200)
      assert.equal(headers['x-accel-buffering'], 'no')
      assert.match(headers['cache-control'], /no-cache.*no-store/)
      assert.equal(wire.log.length, 0)
      held.answer({ result: {} })
      await wire.reply(1)

      const refused = await lane.wire(t, insecure)
      refused.send({ id: 1, connect: { token: token({ sub: '1' }, 'another key') } })
      const response = await refused.response
      await within(once(response, 'end'), 'the response ends')
      assert.deepEqual(refused.log.at(-1).reply, { push: { disconnect: { code: 3500, reason: 'invalid token' } } })
    })

    check(35, 'commands come by /emulation, from pages of other hosts too', async (t, { main }) => {
      const wire = await lane.connectedWire(t, main)
      await wire.ok({ rpc: { method: 'ping' } })
      assert.equal((await wire.lastPost).status, 204)
      // An EventSource asks no leave before it opens.
      const asked = lane.transport === 'sse' ? ['emulation'] : ['emulation', 'connection/http_stream']
      const ask = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
      for (const path of asked) {
        const { status, headers } = await fetch(`${main.url}/${path}`, { method: 'OPTIONS', headers: ask })
        assert.equal(status, 204, path)
        assert.equal(headers.get('access-control-allow-origin'), origin)
        assert.equal(headers.get('access-control-allow-headers'), 'content-type')
        assert.equal(headers.get('access-control-allow-credentials'), 'true')
      }
    })
  }

  check(36, 'a message that is too long is refused', async (t, { main }) => {
    const wire = await lane.connectedWire(t, main)
    wire.send({ id: 2, publish: { channel: channel('open'), data: pack('x'.repeat(1 << 17)) } })
    if (isWebSocket) assert.equal((await within(wire.closed, 'the connection is closed')).code, 1009)
    else assert.equal((await wire.lastPost).status, 413)
  })

  check(43, 'what is not known is not minded', async (t, { main }) => {
    const wire = await lane.wire(t, main, { query: '?nobody=knows&cf_protocol_version=v2' })
    const known = lane.codec.encodeCommands([{ id: 1, connect: {} }])
    // In Protobuf: the field 100 of the command, a number.
    const frame = isJson ? '{"nope":[{}],"id":1,"connect":{"nope":{"a":null}}}' : Buffer.from([known[0] + 3, ...known.subarray(1), 0xa0, 0x06, 1])
    await wire.sendFrame(frame)
    assert.notEqual((await wire.reply(1)).connect.client, '')
  })

  check(8, 'after an error to connect the rest of the frame is dead, and the connection goes when it is stale', async (t, { brief }) => {
    const wire = await lane.wire(t, brief)
    await wire.send({ id: 1, connect: { token: token({ sub: '42', exp: hourAgo() }) } }, { id: 2, rpc: { method: 'ping' } })
    assert.equal((await wire.reply(1)).error.code, 109)
    assert.deepEqual(await within(wire.closed, 'it is stale'), { code: 3502, reason: 'stale' })
    assert.equal(wire.log.filter(({ reply }) => reply.id).length, 1)
  })
}
