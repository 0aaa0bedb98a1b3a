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
const took = []
// Each file has a server and a browser of its own. Two at a time: each waits a good part of the time, for the other side or a timer.
const stories = run({ files, concurrency: 2, timeout: 600_000 })
stories.on('test:pass', (story) => story.details.type !== 'suite' && passed++)
stories.on('test:fail', (story) => story.details.type !== 'suite' && failed++)
for (const outcome of ['test:pass', 'test:fail'])
  stories.on(outcome, ({ name, details }) => took.push([details.duration_ms, name]))
stories.on('end', () => {
  console.log('The slowest:')
  for (const [milliseconds, name] of took.toSorted(([a], [b]) => b - a).slice(0, 20))
    console.log(`${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${name}`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
})
stories.compose(new spec()).pipe(process.stdout)
