// Writes a .br and a .gz beside every file of dist/ that shrinks, so that the server never compresses one while somebody waits.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const compressible = /\.(js|css|svg|html|json|txt|webmanifest)$/

for (const name of await readdir(dist, { recursive: true })) {
  const file = join(dist, name)
  // index.html carries the visitor's own meta tags and is written anew for each visit.
  if (!compressible.test(name) || name === 'index.html' || !(await stat(file)).isFile()) continue

  const bytes = await readFile(file)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await keepIfSmaller(`${file}.br`, brotliCompressSync(bytes, { params }), bytes)
  await keepIfSmaller(`${file}.gz`, gzipSync(bytes, { level: 9 }), bytes)
}

/** @param {string} file @param {Buffer} packed @param {Buffer} original */
async function keepIfSmaller(file, packed, original) {
  if (packed.length < original.length) await writeFile(file, packed)
}
