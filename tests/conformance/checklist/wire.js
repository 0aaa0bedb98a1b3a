// A session of the protocol without the SDK's logic: what is sent and what comes can be seen as it is.
import { once } from 'node:events'
import http from 'node:http'
import assert from 'node:assert/strict'
import WebSocket from 'ws'
import { Inbox, within } from './waiting.js'

/** Decoded Protobuf as plain values: only what was on the wire is there. Of lists the decoder does not know; they are there if they have something. */
function plain(value) {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value.toNumber === 'function') return value.toNumber()
  const fields = Object.entries(value).filter(([, field]) => !(Array.isArray(field) && field.length === 0))
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]))
}

class Wire {
  #lastId = 0
  #inbox = new Inbox()

  constructor(lane, url, { pongs = true, query = '', headers = {} } = {}) {
    this.lane = lane
    this.url = url
    this.query = query
    this.headers = headers
    this.pongs = pongs
    /** Every reply in the order in which it came: what it says, and the bytes it came in. */
    this.log = []
    this.closed = new Promise((resolve) => (this.end = resolve))
  }

  async open() {}

  /** Sends commands in one frame. */
  send(...commands) {
    return this.sendFrame(this.lane.codec.encodeCommands(commands))
  }

  /** Sends a command and waits for its reply. */
  async call(command, id = this.nextId()) {
    await this.send({ id, ...command })
    return await this.reply(id)
  }

  nextId() {
    return ++this.#lastId
  }

  reply(id) {
    return this.next(`the reply to command ${id}`, (reply) => reply.id === id)
  }

  /** Sends a command that has to succeed, and gives its result. */
  async ok(command) {
    const reply = await this.call(command)
    assert.equal(reply.error, undefined, `${JSON.stringify(command)} got ${JSON.stringify(reply)}`)
    return reply[Object.keys(command)[0]]
  }

  /** Sends a command that has to fail, and gives its error's code. */
  async refusal(command) {
    const reply = await this.call(command)
    assert.ok(reply.error, `${JSON.stringify(command)} got ${JSON.stringify(reply)}`)
    return reply.error.code
  }

  async connect(request = {}) {
    const result = await this.ok({ connect: request })
    this.session = result.session
    this.node = result.node
    return result
  }

  /** The next push about the channel, of the given kind if one is given. */
  push(channel, kind) {
    return this.next(`a push of ${kind ?? 'anything'} for ${channel}`, ({ push }) => push?.channel === channel && (!kind || kind in push)).then(
      ({ push }) => (kind ? push[kind] : push),
    )
  }

  next(what, match) {
    const ended = this.closed.then(({ code, reason }) => Promise.reject(new Error(`closed with ${code} ${reason} before ${what}`)))
    return Promise.race([this.#inbox.next(what, match), ended])
  }

  nextPing() {
    return this.next('a ping', (reply) => !reply.id && !reply.push)
  }

  pong() {
    return this.send({})
  }

  heard(frame) {
    const raws = this.lane.isJson ? frame.trim().split('\n') : [frame]
    for (const raw of raws) {
      for (const decoded of this.lane.codec.decodeReplies(raw)) {
        const reply = this.lane.isJson ? decoded : plain(decoded)
        const ping = !reply.id && !reply.push
        if (ping && this.pongs) this.pong()
        if (reply.push?.disconnect) this.end(reply.push.disconnect)
        this.log.push({ reply, raw: Buffer.from(raw) })
        if (!(ping && this.pongs)) this.#inbox.add(reply)
      }
    }
  }

  /** The bytes in which the reply came. */
  raw(reply) {
    return this.log.find((entry) => entry.reply === reply).raw
  }
}

export class WebSocketWire extends Wire {
  async open() {
    const address = `${this.url.replace('http', 'ws')}/connection/websocket${this.query}`
    this.socket = new WebSocket(address, [`centrifuge-${this.lane.encoding}`], { headers: this.headers })
    this.socket.on('message', (data, binary) => this.heard(binary ? new Uint8Array(data) : data.toString()))
    this.socket.on('close', (code, reason) => this.end({ code, reason: reason.toString() }))
    this.socket.on('error', () => {})
    await within(once(this.socket, 'open'), 'the WebSocket opens')
  }

  sendFrame(frame) {
    this.socket.send(frame)
  }

  stopReading() {
    this.socket.pause()
  }

  hangUp() {
    this.socket.terminate()
  }
}

/** One long response for what the server says, and a request for each frame of the client. */
class EmulatedWire extends Wire {
  /** The answer to the last frame. */
  lastPost = Promise.resolve()

  /** The first frame opens the response; the ones after it go by /emulation, one after another. */
  sendFrame(frame) {
    if (!this.response) return (this.response = this.start(frame))
    this.lastPost = this.lastPost.then(() => this.#post(frame))
    return this.lastPost
  }

  #post(frame) {
    const request = { session: this.session, node: this.node, data: frame }
    const body = this.lane.isJson ? JSON.stringify(request) : this.lane.codec.encodeEmulationRequest(request)
    const headers = { 'content-type': this.lane.isJson ? 'application/json' : 'application/octet-stream' }
    return within(fetch(`${this.url}/emulation`, { method: 'POST', headers, body }), '/emulation answers')
  }

  async read(request) {
    const response = await within(new Promise((resolve, reject) => request.on('response', resolve).on('error', reject)), 'the stream opens')
    if (response.statusCode !== 200) this.end({ code: response.statusCode, reason: response.statusMessage })
    let waiting = Buffer.alloc(0)
    response.on('data', (chunk) => {
      waiting = this.take(Buffer.concat([waiting, chunk]))
    })
    response.on('close', () => this.end({ code: 0, reason: 'the response ended' }))
    response.on('error', () => {})
    request.on('error', () => {})
    this.request = request
    return response
  }

  async stopReading() {
    ;(await this.response).pause()
  }

  hangUp() {
    this.request?.destroy()
  }
}

export class HttpStreamWire extends EmulatedWire {
  async start(frame) {
    const type = this.lane.isJson ? 'application/json' : 'application/octet-stream'
    const request = http.request(`${this.url}/connection/http_stream${this.query}`, { method: 'POST', headers: { 'content-type': type, ...this.headers } })
    request.end(frame)
    return await this.read(request)
  }

  take(bytes) {
    return this.lane.isJson ? this.#takeLines(bytes) : this.#takeMessages(bytes)
  }

  #takeLines(bytes) {
    for (let end; (end = bytes.indexOf(10)) >= 0; bytes = bytes.subarray(end + 1)) this.heard(bytes.subarray(0, end).toString())
    return bytes
  }

  #takeMessages(bytes) {
    for (;;) {
      let [length, at, more] = [0, 0, true]
      for (; more && at < bytes.length; at++) {
        length += (bytes[at] & 127) * 2 ** (7 * at)
        more = bytes[at] > 127
      }
      if (more || bytes.length < at + length) return bytes
      this.heard(new Uint8Array(bytes.subarray(0, at + length)))
      bytes = bytes.subarray(at + length)
    }
  }
}

export class EventStreamWire extends EmulatedWire {
  async start(frame) {
    const query = `${this.query || '?'}&cf_connect=${encodeURIComponent(frame)}`
    return await this.read(http.get(`${this.url}/connection/sse${query}`, { headers: this.headers }))
  }

  take(bytes) {
    for (let end; (end = bytes.indexOf('\n')) >= 0; bytes = bytes.subarray(end + 1)) {
      const line = bytes.subarray(0, end).toString().trimEnd()
      if (line.startsWith('data: ')) this.heard(line.slice(6))
    }
    return bytes
  }
}
