// The servers that the checklist is checked against, and the application behind them.
import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { startEngine } from '../server.js'
import { Inbox } from './waiting.js'

const secret = 'checklist-secret'
const apiKey = 'checklist-api-key'

/** An origin whose pages may connect. */
export const origin = 'https://app.example.com'

const everything = Object.fromEntries(
  ['subscribe', 'publish', 'presence', 'history'].flatMap((right) => [
    [`allow_${right}_for_client`, true],
    [`allow_${right}_for_anonymous`, true],
  ]),
)
const kept = { history_size: 1000, history_ttl: '300s' }
const namespaces = [
  { name: 'open', ...everything },
  { name: 'rec', ...everything, ...kept, force_recovery: true },
  { name: 'chat', ...everything, ...kept, force_recovery: true, presence: true, join_leave: true, force_push_join_leave: true },
  { name: 'delta', ...everything, ...kept, force_recovery: true, allowed_delta_types: ['fossil'], delta_publish: true },
  { name: 'tags', ...everything, ...kept, force_recovery: true, allow_tags_filter: true },
  { name: 'locked', ...kept, presence: true },
  { name: 'slow', subscribe_proxy_enabled: true },
  { name: 'forgotten', ...everything, history_size: 10, history_ttl: '1s', history_meta_ttl: '1s', force_recovery: true },
]
const common = {
  client: { token: { hmac_secret_key: secret }, allowed_origins: [origin], concurrency: 8 },
  http_stream: { enabled: true },
  sse: { enabled: true },
  http_api: { key: apiKey },
  prometheus: { enabled: true },
}

/** Three engines: one with rules, one without that asks the application who connects, and one whose times are short. */
export async function startEngines() {
  const application = await startApplication()
  const backend = (path) => ({ endpoint: `${application.url}/${path}`, timeout: '20s' })
  const channels = { proxy: { subscribe: backend('subscribe') }, namespaces }
  const starting = {
    main: start({
      ...common,
      client: { ...common.client, allow_anonymous_connect_without_token: true },
      rpc: { ping: { enabled: true }, proxy: backend('rpc'), namespaces: [{ name: 'app', proxy_enabled: true }, { name: 'none' }] },
      channel: channels,
    }),
    insecure: start({
      ...common,
      client: { ...common.client, insecure: true, proxy: { connect: { ...backend('connect'), enabled: true } } },
      channel: channels,
    }),
    brief: start({
      ...common,
      client: {
        ...common.client,
        allow_anonymous_connect_without_token: true,
        ping_interval: '5s',
        pong_timeout: '4900ms',
        stale_close_delay: '4s',
        expired_close_delay: '0s',
        expired_sub_close_delay: '0s',
        presence_update_interval: '1s',
        channel_position_check_delay: '3s',
      },
      channel: channels,
    }),
  }
  const outcomes = await Promise.allSettled(Object.values(starting))
  const stop = async () => {
    await Promise.all(outcomes.map(({ value }) => value?.stop()))
    await application.stop()
  }
  const failed = outcomes.find(({ status }) => status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const [main, insecure, brief] = outcomes.map(({ value }) => value)
  return { main, insecure, brief, application, stop }
}

async function start(config) {
  const engine = await startEngine(config)
  /** Calls the server API, as the application would; what it answers has to be no error. */
  const api = async (method, request) => {
    const body = typeof request === 'string' ? request : JSON.stringify(request)
    const answer = await fetch(`${engine.url}/api/${method}`, { method: 'POST', headers: { 'x-api-key': apiKey }, body })
    const { result, error, replies } = await answer.json()
    if (error) throw new Error(`${method}: ${error.code} ${error.message}`)
    return result ?? replies
  }
  return { ...engine, api }
}

/** The application: it answers at once, except where a test wants to decide when. */
async function startApplication() {
  const held = new Inbox()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const asked = JSON.parse(body)
    const answer = (value) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (request.url === '/rpc') answer(rpc(asked))
    else if (request.url === '/connect' && !asked.data?.hold) answer({ result: {} })
    else held.add({ ...asked, answer })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** The next call that waits for its answer. */
    held: (what, match) => held.next(what, match),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function rpc({ method, data }) {
  if (method === 'app:echo') return { result: { data } }
  if (method === 'app:refuse') return { error: { code: 1234, message: 'not on Sundays', temporary: true } }
  return { disconnect: { code: 4321, reason: 'go away' } }
}

/** A channel that no other test knows. */
export const channel = (namespace) => `${namespace}:${randomUUID()}`

/** A user that no other test knows. */
export const user = () => `user-${randomUUID()}`

export const hourAgo = () => Math.floor(Date.now() / 1000) - 3600
export const inAnHour = () => Math.floor(Date.now() / 1000) + 3600

/** A token as the application would sign it. */
export function token(claims, key = secret) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}
