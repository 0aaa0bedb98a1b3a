// Writes src/messages/emoji.LANGUAGE.txt for every language but English: what each emoji of emoji.txt is called there, and the words by which
// it is looked for, from the annotations of Unicode CLDR. With --check it fails when a file is not what it would write.
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const languages = ['de']
const folder = new URL('../src/messages/', import.meta.url)
const { version } = require('cldr-annotations-full/package.json')
const signs = [...(await readFile(new URL('emoji.txt', folder), 'utf8')).matchAll(/^(\P{ASCII}\S*) /gmu)].map(
  ([, sign = '']) => sign,
)

/** @param {string} language */
function write(language) {
  /** @type {Record<string, { default?: string[], tts?: string[] }>} */
  const all = require(`cldr-annotations-full/annotations/${language}/annotations.json`).annotations.annotations
  const lines = signs.map((sign) => {
    // CLDR names signs without what asks for their colourful look.
    const { default: words = [], tts: [name] = [] } = all[sign.replaceAll('\uFE0F', '')] ?? {}
    if (name === undefined) throw new Error(`CLDR ${version} has no name for ${sign} in ${language}`)
    return `${sign} ${[name, ...words.filter((word) => word.toLowerCase() !== name.toLowerCase())].join('|')}`
  })
  const head = [
    `# From Unicode CLDR ${version}, by scripts/emoji.mjs: the sign, its name, words by which it is looked for.`,
    '# Copyright © 1991-2025 Unicode, Inc. Unicode License v3, https://www.unicode.org/license.txt',
  ]
  return [...head, ...lines, ''].join('\n')
}

for (const language of languages) {
  const file = new URL(`emoji.${language}.txt`, folder)
  const wanted = write(language)
  if (!process.argv.includes('--check')) await writeFile(file, wanted)
  else if ((await readFile(file, 'utf8').catch(() => '')) !== wanted) {
    console.error(`src/messages/emoji.${language}.txt is not what npm run emoji would write.`)
    process.exitCode = 1
  }
}
