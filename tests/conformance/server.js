// Starts the program as a user would and stops it by its process id.
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

// Tests call faster than people do.
const unhurried = { Loquat__Rates__Enabled: 'false' }
const program = process.env.LOQUAT_DLL ?? fileURLToPath(new URL('../../artifacts/bin/Loquat.Server/debug/loquat.dll', import.meta.url))

/** Below the ports that the system gives to whoever connects: nobody gets it before the server has it. */
export async function freePort() {
  while (true) {
    const port = randomInt(10_000, 32_000)
    if (await isFree(port)) return port
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** A demo server on two free ports: pages and sockets on `url`, sockets alone on `realtimeUrl`. */
export async function startDemo() {
  const data = await mkdtemp(join(tmpdir(), 'loquat-'))
  const url = await freeUrl()
  const realtimeUrl = await freeUrl()
  return await start(data, url, ['--realtime-urls', realtimeUrl], {}, [url, realtimeUrl])
}

/**
 * The tutorial's own topology: a server of the protocol in front holds the connections and asks the demo server over gRPC, which tells it the
 * news over its API and keeps it running. The one in front is `loquat engine`, by Centrifugo's configuration.
 */
export async function startDemoBehindFront() {
  const data = await mkdtemp(join(tmpdir(), 'loquat-'))
  const [url, proxyUrl, frontUrl] = [await freeUrl(), await freeUrl(), await freeUrl()]
  const config = join(data, 'front.json')
  const backend = { endpoint: proxyUrl.replace('http', 'grpc'), timeout: '3s' }
  await writeFile(
    config,
    JSON.stringify({
      client: { proxy: { connect: { ...backend, enabled: true } } },
      http_api: { key: 'front-api-key' },
      rpc: { proxy: backend, without_namespace: { proxy_enabled: true }, namespaces: [{ name: 'thread', proxy_enabled: true }] },
    }),
  )
  const front = ['dotnet', program, 'engine', '--config', config, '--urls', frontUrl]
  const environment = {
    Centrifugo__Api: frontUrl,
    Centrifugo__ApiKey: 'front-api-key',
    Centrifugo__Command: front[0],
    ...Object.fromEntries(front.slice(1).map((argument, i) => [`Centrifugo__Arguments__${i}`, argument])),
  }
  const server = await start(data, url, ['--proxy-urls', proxyUrl], environment, [frontUrl])
  await answers(`${frontUrl}/health`)
  return server
}

async function start(data, url, flags, environment, socketUrls) {
  const server = await run(['serve', '--demo', '--data', data, '--urls', url, ...flags], environment)
  // The program in front says that it has started through this one, and may do so before it.
  await answers(`${url}/health`)
  return {
    url,
    sockets: socketUrls.map((address) => `${address.replace('http', 'ws')}/connection/websocket`),
    async stop() {
      await server.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** The engine alone, by Centrifugo's configuration, on a free port. */
export async function startEngine(config) {
  const folder = await mkdtemp(join(tmpdir(), 'loquat-'))
  const file = join(folder, 'config.json')
  await writeFile(file, JSON.stringify(config))
  const engine = await run(['engine', '--config', file, '--urls', 'http://127.0.0.1:0'])
  await rm(folder, { recursive: true })
  return { url: /Now listening on: (http:[^"]+)/.exec(engine.output)[1], stop: engine.stop }
}

/** Runs the program until it listens; what it said until then is its output. */
async function run(commandLine, environment = {}) {
  const child = spawn('dotnet', [program, ...commandLine], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...unhurried, ...environment } })
  const exited = once(child, 'exit')
  return {
    output: await listening(child, exited),
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

const freeUrl = async () => `http://127.0.0.1:${await freePort()}`

/** Waits for a program that says nothing when it is ready: refused connections come back at once. */
async function answers(url) {
  const deadline = AbortSignal.timeout(20_000)
  while (!(await fetch(url, { signal: deadline }).then((answer) => answer.ok, () => false))) deadline.throwIfAborted()
}

async function listening(child, exited) {
  const lines = createInterface({ input: child.stdout })
  const seen = []
  const started = (async () => {
    for await (const line of lines) {
      seen.push(line)
      if (line.includes('Application started')) return true
    }
  })()
  if ((await Promise.race([started, exited.then(() => false)])) !== true) throw new Error(`the server did not start:\n${seen.join('\n')}`)
  lines.resume()
  return seen.join('\n')
}

/** Signs in by the form, like a browser, and takes the bearer token from the page. */
export async function signIn(url, username, password) {
  const form = await fetch(`${url}/login`)
  const html = await form.text()
  const token = /name="__RequestVerificationToken"[^>]*value="([^"]+)"/.exec(html)[1]
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies(form), 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ username, password, __RequestVerificationToken: token }),
  })
  const page = await fetch(`${url}/`, { headers: { cookie: cookies(answer) } })
  return /<meta name="x-bearer" content="([^"]+)"/.exec(await page.text())[1]
}

const cookies = (response) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ')
