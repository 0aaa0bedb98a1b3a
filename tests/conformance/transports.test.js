// The official SDK where WebSockets do not get through: long responses, and commands by /emulation.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Centrifuge } from 'centrifuge'
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf'
import { signIn, startDemo } from './server.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const json = { Client: Centrifuge, pack: (value) => value, unpack: (value) => value }
const protobuf = {
  Client: ProtobufCentrifuge,
  pack: (value) => encoder.encode(JSON.stringify(value)),
  unpack: (bytes) => JSON.parse(decoder.decode(bytes)),
}

let server
let authToken

before(async () => {
  server = await startDemo()
  authToken = await signIn(server.url, 'john', 'secret')
})
after(() => server?.stop())

for (const [name, transport, { Client, pack, unpack }] of [
  ['http_stream in JSON', 'http_stream', json],
  ['http_stream in Protobuf', 'http_stream', protobuf],
  ['sse', 'sse', json],
]) {
  test(`${name}: calls are answered and publications come`, async () => {
    const client = new Client([{ transport, endpoint: `${server.url}/connection/${transport}` }], {
      emulationEndpoint: `${server.url}/emulation`,
      data: pack({ authToken }),
    })
    try {
      const connected = new Promise((resolve, reject) => {
        client.on('connected', resolve)
        client.on('disconnected', (context) => reject(new Error(`${context.code} ${context.reason}`)))
      })
      const heard = new Promise((resolve) => client.on('publication', (context) => resolve(unpack(context.data))))
      client.connect()
      const context = await connected
      assert.equal(context.transport, transport)
      assert.equal(unpack(context.data).user.username, 'john')

      const text = `hello over ${name}`
      const answer = unpack((await client.rpc('thread:publish', pack({ authToken, id: 1, message: text }))).data)
      assert.equal(answer.message.text, text)
      assert.equal((await heard).message.text, text)
    } finally {
      client.disconnect()
    }
  })
}
