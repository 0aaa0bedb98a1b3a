import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before } from './deadline.mjs'

const repository = join(import.meta.dirname, '..', '..', '..')
export const program = process.env.LOQUAT_DLL ?? join(repository, 'artifacts/bin/Loquat.Server/debug/loquat.dll')

const running = new Set()
// A story that is stopped from outside must not leave its server behind.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))
process.once('SIGTERM', () => process.exit(1))

/** The real server with the demo's people, on a port and in a folder of its own. */
export class LoquatServer {
  #process
  #output = ''

  constructor(url, data) {
    this.url = url
    this.data = data
  }

  static async start() {
    const data = await mkdtemp(join(tmpdir(), 'loquat-e2e-'))
    const server = new LoquatServer(`http://127.0.0.1:${await freePort()}`, data)
    await server.run()
    return server
  }

  /** Starts the program on what it left in its folder, at the same address. */
  async run() {
    const flags = ['serve', '--demo', '--data', this.data, '--urls', this.url]
    // Some stories write faster than people do; and none is long enough for code to be watched first and then compiled better.
    const env = { ...process.env, Loquat__Rates__Enabled: 'false', DOTNET_TieredPGO: '0' }
    const child = spawn('dotnet', [program, ...flags], { stdio: ['ignore', 'pipe', 'pipe'], env })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.#output += text))
    this.#process = child
    running.add(child)
    child.once('exit', () => running.delete(child))
    await before(
      120_000,
      () => this.#isReady(),
      () => `The server did not become ready:\n${this.#output}`,
    )
  }

  /** Runs another command of the program on the same data, beside the server. */
  async command(...args) {
    const child = spawn('dotnet', [program, ...args, '--data', this.data], { stdio: 'inherit' })
    const code = await new Promise((resolve) => child.once('exit', resolve))
    if (code !== 0) throw new Error(`loquat ${args.join(' ')} ended with ${code}`)
  }

  /** As a power cut would: no goodbye, nothing flushed. */
  async kill() {
    await this.#end('SIGKILL')
  }

  async stop() {
    await this.#end('SIGTERM')
    await rm(this.data, { recursive: true, force: true })
  }

  async #isReady() {
    if (this.#process.exitCode !== null) throw new Error(`The server ended:\n${this.#output}`)
    const answer = await fetch(`${this.url}/health/ready`).catch(() => null)
    return answer?.ok === true
  }

  async #end(signal) {
    const child = this.#process
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
}

/**
 * Below the ports that the system gives to whoever connects: a server that comes back at its own finds it free, and nobody gets it before the
 * server has it.
 */
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
