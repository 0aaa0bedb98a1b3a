// Writes docs/ui-criteria.md from the titles of the tests: criterion → tests → state. With --check it fails when the page is not what it
// would write, or when a criterion has neither a test nor a reason.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { criteria, reasons } from './criteria-list.mjs'

const root = join(import.meta.dirname, '..', '..')
const page = join(root, 'docs', 'ui-criteria.md')
const places = [
  { folder: join(root, 'web', 'src'), suffix: '.test.ts', kind: 'unit' },
  { folder: join(root, 'tests', 'e2e', 'stories'), suffix: '.test.mjs', kind: 'Chromium' },
]
const titles = /\b(?:test|describe)(?:\.\w+)?\(\s*(['"`])(.+?)\1\s*,/g
const named = /^((?:[A-Z]\d{1,2}(?:, )?)+):\s*(.+)$/

/** @type {Map<string, string[]>} */
const tests = new Map(Object.keys(criteria).map((id) => [id, []]))
/** @type {string[]} */
const troubles = []

for (const { folder, suffix, kind } of places) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(suffix)).sort()
  for (const name of names) {
    const file = join(folder, name)
    for (const [, , title = ''] of (await readFile(file, 'utf8')).matchAll(titles)) {
      const [, ids, what] = named.exec(title) ?? []
      for (const id of ids?.split(', ') ?? []) {
        const known = tests.get(id)
        if (known) known.push(`${what} ([${kind}](../${relative(root, file)}))`)
        else troubles.push(`${relative(root, file)} names ${id}, which is no criterion`)
      }
    }
  }
}

const rows = Object.entries(criteria).map(([id, what]) => {
  const found = tests.get(id) ?? []
  const reason = reasons[id]
  if (found.length === 0 && reason === undefined) troubles.push(`${id} has neither a test nor a reason`)
  const state = found.length === 0 ? 'no test' : reason === undefined ? 'tested' : 'in part'
  const cells = [...found, ...(reason === undefined ? [] : [`*${reason}*`])]
  return `| ${id} | ${what} | ${state} | ${cells.join('<br>')} |`.replaceAll('\n', ' ')
})
const text = `# What the client promises, and what holds it to it

Written by \`npm --prefix web run criteria\` from the titles of the tests; \`npm --prefix web run check\` fails when it is out of date. "In part" says what is missing.

| | what | state | tests |
|---|---|---|---|
${rows.join('\n')}
`

if (process.argv.includes('--check')) {
  const present = await readFile(page, 'utf8').catch(() => '')
  if (present !== text) troubles.push('docs/ui-criteria.md is out of date: npm --prefix web run criteria')
} else {
  await writeFile(page, text)
}
if (troubles.length > 0) {
  console.error(troubles.join('\n'))
  process.exitCode = 1
}
