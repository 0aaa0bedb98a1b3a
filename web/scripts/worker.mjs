// Completes the offline part of the build: shell.html, the page without anything about anybody, and worker.js with the list of all files
// that carry a hash and a version that changes with any of them.
import { createHash } from 'node:crypto'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'

const dist = new URL('../dist/', import.meta.url)
await copyFile(new URL('index.html', dist), new URL('shell.html', dist))

const assets = (await readdir(new URL('assets/', dist))).filter((name) => !/\.(br|gz)$/.test(name)).sort()
const files = [
  ...assets.map((name) => `/assets/${name}`),
  '/manifest.webmanifest',
  '/manifest.de.webmanifest',
  '/icon.svg',
  '/icon-192.png',
]
const shell = await readFile(new URL('shell.html', dist), 'utf8')
const version = createHash('sha256').update(files.join()).update(shell).digest('hex').slice(0, 16)

const worker = await readFile(new URL('../worker/worker.js', import.meta.url), 'utf8')
await writeFile(
  new URL('worker.js', dist),
  worker.replace('__VERSION__', version).replace("['__FILES__']", JSON.stringify(files)),
)
