// Fails when what a first visit loads (script and style, as sent) outgrows its budget.
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const budget = 170 * 1024
const dist = new URL('../dist/', import.meta.url)
const page = await readFile(new URL('index.html', dist), 'utf8')
const files = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(
  (match) => /** @type {string} */ (match[1]),
)

if (files.length === 0) throw new Error('dist/index.html loads neither a script nor a style')

let total = 0
for (const file of files) {
  const size = gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length
  total += size
  console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${file}`)
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  of ${budget / 1024} KB, gzip`)
if (total > budget) {
  console.error('The first load is over its budget.')
  process.exit(1)
}
