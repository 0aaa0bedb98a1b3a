import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { parse as parseComponent, type SFCTemplateBlock } from 'vue/compiler-sfc'
import { expect, test } from 'vitest'

// All text that somebody sees or hears stands in the files of the languages. This finds what does not.

const src = join(import.meta.dirname, '..', 'src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !/\.test\.ts$|^testing\.ts$|^language\//.test(name))
  .map((name) => [name, readFileSync(join(src, name), 'utf8')] as const)

/** The product is called so in every language. */
const names = new Set(['Loquat'])
/** Attributes that are read to somebody, and those of our own components that hand a text on. */
const spoken = new Set(['alt', 'aria-description', 'aria-label', 'label', 'placeholder', 'title', 'text'])

test('no template has a text of its own', () => {
  expect(files.flatMap(([name, code]) => inTemplate(code).map((text) => `${name}: ${text}`))).toEqual([])
})

test('no script has a text of its own', () => {
  expect(files.flatMap(([name, code]) => inScript(name, code).map((text) => `${name}: ${text}`))).toEqual([])
})

test('what stands in a template or a script is found', () => {
  const template = (html: string) => inTemplate(`<template>${html}</template>`)
  expect(template('<p>Two words</p>')).toEqual(['Two words'])
  expect(template('<p title="Why">{{ isOpen ? `Less` : words.more }}</p>')).toEqual(['Why', 'Less'])
  expect(template('<UiDialog :title="`Leave ${name}?`" class="wide" />')).toEqual(['Leave'])
  expect(inScript('a.ts', "const a = 'Not sent'")).toEqual(['Not sent'])
  expect(inScript('a.ts', 'const a = `${count} replies came`')).toEqual(['replies came'])
  expect(inScript('a.ts', "if (event.key === 'Escape') throw new Error('No such thing')")).toEqual([])
})

function inTemplate(code: string): readonly string[] {
  const { template } = parseComponent(code).descriptor
  return template?.ast ? texts(template.ast) : []
}

type Node = NonNullable<SFCTemplateBlock['ast']>['children'][number] | NonNullable<SFCTemplateBlock['ast']>

function texts(node: Node): readonly string[] {
  // The kinds of node of Vue's syntax tree: root, element, text, interpolation.
  if (node.type === 0) return node.children.flatMap(texts)
  if (node.type === 2) return isText(node.content) ? [node.content.trim()] : []
  if (node.type === 5) return 'content' in node.content ? literals(String(node.content.content)).filter(isText) : []
  if (node.type !== 1) return []
  const attributes = node.props.flatMap((prop) => {
    if (prop.type === 6)
      return spoken.has(prop.name) && isText(prop.value?.content ?? '') ? [prop.value?.content ?? ''] : []
    const name = prop.arg && 'content' in prop.arg ? String(prop.arg.content) : ''
    const code = prop.exp && 'content' in prop.exp ? String(prop.exp.content) : ''
    return prop.name === 'bind' && spoken.has(name) ? literals(code).filter(isText) : []
  })
  return [...attributes, ...node.children.flatMap(texts)]
}

/** The strings in an expression, and the fixed parts of those with holes; not what something is compared with. */
function literals(code: string): readonly string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (isAside(node)) return
    if (ts.isStringLiteralLike(node)) found.push(node.text.trim())
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push(node.text.replace(/[?!.:]/g, '').trim())
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest, true))
  return found
}

/** What is never shown: imports, types, comparisons, and errors, which are for those who read logs. */
function isAside(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isThrowStatement(node)) return true
  if (ts.isNewExpression(node) && node.expression.getText().endsWith('Error')) return true
  if (ts.isCallExpression(node) && node.expression.getText() === 'Symbol') return true
  const { parent } = node
  return (
    ts.isStringLiteralLike(node) &&
    ((ts.isBinaryExpression(parent) && parent.operatorToken.getText().includes('==')) || ts.isCaseClause(parent))
  )
}

function inScript(name: string, code: string): readonly string[] {
  const scripts = name.endsWith('.ts') ? code : (parseComponent(code).descriptor.scriptSetup?.content ?? '')
  return literals(scripts).filter(isSentence)
}

function isText(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !names.has(text.trim())
}

/** Two words in a row, or one with a capital letter: names of events and of classes have neither. */
function isSentence(text: string): boolean {
  if (keys.has(text) || names.has(text)) return false
  return /^[\p{L}\d'’]+[,.…]? [\p{L}’]+/u.test(text) || /^\p{Lu}\p{Ll}+[.…]?$/u.test(text)
}

/** The browser's names of keys, and what is said to it and not to people. */
const keys = new Set([
  ...['Enter', 'Escape', 'Tab', 'Delete', 'Backspace', 'Home', 'End', 'Mac', 'Refusal'],
  ...['Authorization', 'Bearer', 'Files', 'img, a, button, .about'],
  ...['noopener noreferrer nofollow', 'input, textarea, select, [contenteditable]', 'px sans-serif', 'take over'],
])
