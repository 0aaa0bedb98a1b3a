// Runs every story, or those whose file name contains an argument, and ends with one line: N passed, N failed.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

const here = import.meta.dirname
const wanted = process.argv.slice(2)
const files = readdirSync(join(here, 'stories'))
  .filter((name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .map((name) => join(here, 'stories', name))

if (wanted.length === 0) rmSync(join(here, 'results'), { recursive: true, force: true })

let passed = 0
let failed = 0
// One file after the other: each has a server and a browser of its own, and its measurements are not to be shared.
const stories = run({ files, concurrency: 1, timeout: 600_000 })
stories.on('test:pass', (story) => story.details.type !== 'suite' && passed++)
stories.on('test:fail', (story) => story.details.type !== 'suite' && failed++)
stories.on('end', () => {
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
})
stories.compose(new spec()).pipe(process.stdout)
