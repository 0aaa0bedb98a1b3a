// Every way a client can come: three transports, two encodings. SSE carries text, so it has no Protobuf.
import { Centrifuge } from 'centrifuge'
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf'
import WebSocket from 'ws'
import { event, within } from './waiting.js'
import { EventStreamWire, HttpStreamWire, WebSocketWire } from './wire.js'

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
const wires = { websocket: WebSocketWire, http_stream: HttpStreamWire, sse: EventStreamWire }

class Lane {
  constructor(transport, encoding) {
    Object.assign(this, encodings[encoding])
    this.name = `${transport} ${encoding}`
    this.transport = transport
    this.encoding = encoding
    this.isJson = encoding === 'json'
    this.isWebSocket = transport === 'websocket'
    // How the SDK reads and writes the wire is what the checks of the wire should read and write it with.
    this.codec = new this.Client('ws://127.0.0.1')._codec
  }

  /** The SDK's client. */
  client(t, engine, options = {}) {
    const client = new this.Client([{ transport: this.transport, endpoint: `${engine.url}/connection/${this.transport}`.replace(/^http/, this.isWebSocket ? 'ws' : 'http') }], {
      websocket: WebSocket,
      emulationEndpoint: `${engine.url}/emulation`,
      minReconnectDelay: 20,
      maxReconnectDelay: 200,
      timeout: 20_000,
      ...options,
    })
    t.after(() => client.disconnect())
    return client
  }

  /** The SDK's client, connected, and what it was told about that. */
  async connected(t, engine, options) {
    const client = this.client(t, engine, options)
    const connected = event(client, 'connected')
    const refused = event(client, 'disconnected').then(({ code, reason }) => Promise.reject(new Error(`${code} ${reason}`)))
    client.connect()
    refused.catch(() => {})
    const context = await Promise.race([connected, refused])
    return { client, context }
  }

  /** The SDK's subscription, subscribed, and what it was told about that. */
  async subscribed(client, channel, options) {
    const subscription = client.newSubscription(channel, options)
    const outcome = new Promise((resolve, reject) => {
      subscription.on('subscribed', resolve)
      subscription.on('unsubscribed', ({ code, reason }) => reject(new Error(`${code} ${reason}`)))
    })
    subscription.subscribe()
    return { subscription, context: await within(outcome, `a subscription to ${channel}`) }
  }

  /** A session without the SDK's logic: commands in, replies out. */
  async wire(t, engine, options) {
    const wire = new wires[this.transport](this, engine.url, options)
    t.after(() => wire.hangUp())
    await wire.open()
    return wire
  }

  /** Such a session, connected. */
  async connectedWire(t, engine, request = {}, options = {}) {
    const wire = await this.wire(t, engine, options)
    wire.result = await wire.connect(request)
    return wire
  }
}

export const lanes = [
  new Lane('websocket', 'json'),
  new Lane('websocket', 'protobuf'),
  new Lane('http_stream', 'json'),
  new Lane('http_stream', 'protobuf'),
  new Lane('sse', 'json'),
]
