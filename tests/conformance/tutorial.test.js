// The tutorial's conversation with the official SDK and nothing of ours: what its front-end does, in both encodings, on both ports, and
// with a server in front that holds the connections.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Centrifuge } from 'centrifuge'
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf'
import WebSocket from 'ws'
import { signIn, startDemo, startDemoBehindFront } from './server.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const encodings = {
  json: { Client: Centrifuge, pack: (value) => value, unpack: (value) => value },
  protobuf: {
    Client: ProtobufCentrifuge,
    pack: (value) => encoder.encode(JSON.stringify(value)),
    unpack: (bytes) => JSON.parse(decoder.decode(bytes)),
  },
}

const doors = ['on the web port', 'on the realtime port', 'with a server in front']
const servers = []
const sockets = []
const bearers = []

before(async () => {
  for (const start of [startDemo, startDemoBehindFront]) {
    const server = await start()
    servers.push(server)
    const people = { john: await signIn(server.url, 'john', 'secret'), bill: await signIn(server.url, 'bill', 'secret') }
    for (const socket of server.sockets) {
      sockets.push(socket)
      bearers.push(people)
    }
  }
})
after(() => Promise.all(servers.map((server) => server.stop())))

for (const [encoding, { Client, pack, unpack }] of Object.entries(encodings)) {
  for (const door of doors.keys()) {
    describe(`${encoding} ${doors[door]}`, () => {
      const clients = []
      after(() => clients.forEach((client) => client.disconnect()))

      /** A connected person: their own user from the connect answer, and what the channel `chat` brings. */
      async function person(name) {
        const authToken = bearers[door][name]
        const client = new Client(sockets[door], { websocket: WebSocket, data: pack({ authToken }) })
        clients.push(client)
        const heard = inbox()
        client.on('publication', (context) => heard.add({ channel: context.channel, ...unpack(context.data) }))
        const connected = new Promise((resolve, reject) => {
          client.on('connected', resolve)
          client.on('disconnected', (context) => reject(new Error(`${context.code} ${context.reason}`)))
        })
        client.connect()
        const { user } = unpack((await connected).data)
        const rpc = async (method, body) => unpack((await client.rpc(method, pack({ ...body, authToken }))).data)
        return { client, user, heard, rpc }
      }

      test('connect names the user', async () => {
        const { user } = await person('john')
        assert.equal(user.username, 'john')
        assert.equal(typeof user.id, 'number')
      })

      test('what one publishes both hear once, and history keeps it', async () => {
        const john = await person('john')
        const bill = await person('bill')
        const text = `hello over ${encoding} ${door} "quoted" é 😀`

        const answer = await john.rpc('thread:publish', { id: 1, message: text })
        assert.equal(answer.message.text, text)
        assert.deepEqual({ id: answer.thread.id, name: answer.thread.name }, { id: 1, name: 'First thread' })

        for (const { heard } of [john, bill]) {
          const event = await heard.first((message) => message.message?.id === answer.message.id)
          assert.equal(event.channel, 'chat')
          assert.equal(event.type, 'message')
          assert.equal(event.thread.id, 1)
          assert.deepEqual(event.message.user, { id: john.user.id, username: 'john' })
        }

        const { messages } = await bill.rpc('thread:history', { id: '1' })
        assert.deepEqual(messages.filter((message) => message.text === text).map((message) => message.id), [answer.message.id])
      })

      test('an unknown method answers in its data', async () => {
        const john = await person('john')
        assert.deepEqual(await john.rpc('thread:delete', { id: 1 }), { error: 'Not found', code: 404 })
      })

      test('a missing or wrong token is refused with 403', async () => {
        const john = await person('john')
        for (const data of [{ id: 1 }, { id: 1, authToken: 'nobody' }])
          await assert.rejects(john.client.rpc('thread:history', pack(data)), { code: 403, message: 'Unauthorized' })
      })

      test('a connection without a token ends with 403', async () => {
        const client = new Client(sockets[door], { websocket: WebSocket, data: pack({}) })
        const ended = new Promise((resolve) => client.on('disconnected', resolve))
        client.connect()
        assert.equal((await ended).code, 403)
      })

      test('bad input is a clear error, stores nothing, and the connection stays', async () => {
        const john = await person('john')
        const before = (await john.rpc('thread:history', { id: 1 })).messages.length
        for (const body of [{ id: 1 }, { id: 1, message: '' }, { id: 1, message: 7 }, { id: 'x', message: 'a' }, { message: 'a' }, { id: 1.5, message: 'a' }])
          await assert.rejects(john.rpc('thread:publish', body), { code: 400 })
        await assert.rejects(john.rpc('thread:publish', { id: 999999, message: 'a' }), { code: 404 })
        assert.equal((await john.rpc('thread:history', { id: 1 })).messages.length, before)
        assert.equal(john.client.state, 'connected')
      })
    })
  }
}

/** What somebody heard; `first` waits for what is not there yet. */
function inbox() {
  const events = []
  let wake = () => {}
  return {
    add(event) {
      events.push(event)
      wake()
    },
    async first(matches) {
      const deadline = AbortSignal.timeout(5000)
      for (;;) {
        const found = events.filter(matches)
        if (found.length > 0) {
          assert.equal(found.length, 1, 'heard more than once')
          return found[0]
        }
        await new Promise((resolve, reject) => {
          wake = resolve
          deadline.onabort = () => reject(new Error('nobody told us within five seconds'))
        })
      }
    },
  }
}
