// Starts the program as a user would and stops it by its process id.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = process.env.LOQUAT_DLL ?? fileURLToPath(new URL('../../artifacts/bin/Loquat.Server/debug/loquat.dll', import.meta.url))

export async function freePort() {
  const socket = createServer().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** A demo server on two free ports: pages and sockets on `url`, sockets alone on `realtimeUrl`. */
export async function startDemo() {
  const data = await mkdtemp(join(tmpdir(), 'loquat-'))
  const url = `http://127.0.0.1:${await freePort()}`
  const realtimeUrl = `http://127.0.0.1:${await freePort()}`
  const child = spawn('dotnet', [program, 'serve', '--demo', '--data', data, '--urls', url, '--realtime-urls', realtimeUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  await listening(child, exited)
  return {
    url,
    sockets: [url, realtimeUrl].map((address) => `${address.replace('http', 'ws')}/connection/websocket`),
    async stop() {
      child.kill('SIGTERM')
      await exited
      await rm(data, { recursive: true, force: true })
    },
  }
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
