import { expect, test } from 'vitest'
import { codeLanguage, codeLanguages, type CodeLanguage } from './codeLanguages'
import { highlight } from './highlighting'
import type { Node } from './markdown'

const all = Object.keys(codeLanguages) as CodeLanguage[]
const awkward = 'if (a < b) { return "x&amp;y" } // <b>no</b>\n\t# ${`nested`} \u{1f680} -- end\n+ more\n- less'

test.each(all)('%s: what is coloured is the same text', (language) => {
  expect(highlight(awkward, language).map(textOf).join('')).toBe(awkward)
})

test('C# has its keywords, strings and comments', () => {
  const nodes = highlight('public string Name = "plum"; // ripe', 'csharp')
  const kinds = nodes.filter((node) => typeof node !== 'string').map((node) => [node.kind, textOf(node)])
  expect(kinds).toContainEqual(['keyword', 'public'])
  expect(kinds).toContainEqual(['string', '"plum"'])
  expect(kinds).toContainEqual(['comment', '// ripe'])
})

test.each([
  ['cs', 'csharp'],
  ['ts', 'typescript'],
  ['html', 'xml'],
  ['yml', 'yaml'],
  ['plums', null],
])('code in %s is read as %s', (name, language) => {
  expect(codeLanguage(name)).toBe(language)
})

test('no name means two languages', () => {
  const names = Object.entries(codeLanguages).flat(2)
  expect(new Set(names).size).toBe(names.length)
})

function textOf(node: Node): string {
  return typeof node === 'string' ? node : node.children.map(textOf).join('')
}
