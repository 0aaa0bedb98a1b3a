import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import cpp from 'highlight.js/lib/languages/cpp'
import csharp from 'highlight.js/lib/languages/csharp'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import fsharp from 'highlight.js/lib/languages/fsharp'
import go from 'highlight.js/lib/languages/go'
import http from 'highlight.js/lib/languages/http'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import kotlin from 'highlight.js/lib/languages/kotlin'
import lua from 'highlight.js/lib/languages/lua'
import makefile from 'highlight.js/lib/languages/makefile'
import markdown from 'highlight.js/lib/languages/markdown'
import nginx from 'highlight.js/lib/languages/nginx'
import php from 'highlight.js/lib/languages/php'
import powershell from 'highlight.js/lib/languages/powershell'
import protobuf from 'highlight.js/lib/languages/protobuf'
import python from 'highlight.js/lib/languages/python'
import ruby from 'highlight.js/lib/languages/ruby'
import rust from 'highlight.js/lib/languages/rust'
import scss from 'highlight.js/lib/languages/scss'
import sql from 'highlight.js/lib/languages/sql'
import swift from 'highlight.js/lib/languages/swift'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { createLowlight } from 'lowlight'
import type { CodeLanguage } from './codeLanguages'
import type { Node, TokenKind } from './markdown'

// Only what is loaded on demand imports this file.

const first = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  fsharp,
  go,
  http,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
}
const second = {
  makefile,
  markdown,
  nginx,
  php,
  powershell,
  protobuf,
  python,
  ruby,
  rust,
  scss,
  sql,
  swift,
  typescript,
}
const grammars: Record<CodeLanguage, typeof bash> = { ...first, ...second, xml, yaml }
const reader = createLowlight(grammars)

/** The scopes of the grammars, as far as they have a colour. What has none is plain, and so is a function's name where it is called. */
const kinds: Partial<Record<string, TokenKind>> = {
  addition: 'added',
  deletion: 'removed',
  comment: 'comment',
  quote: 'comment',
  keyword: 'keyword',
  'selector-tag': 'keyword',
  'selector-pseudo': 'keyword',
  name: 'keyword',
  section: 'keyword',
  literal: 'number',
  number: 'number',
  symbol: 'number',
  string: 'string',
  regexp: 'string',
  char: 'string',
  link: 'string',
  code: 'string',
  meta: 'meta',
  attr: 'name',
  attribute: 'name',
  title: 'name',
  property: 'name',
  'selector-class': 'name',
  'selector-id': 'name',
  'template-variable': 'name',
  variable: 'name',
  built_in: 'type',
  type: 'type',
}

/** Code as a tree of its tokens: the same text, in the same order, and nothing else. */
export function highlight(code: string, language: CodeLanguage): readonly Node[] {
  return reader.highlight(language, code, { prefix: '' }).children.flatMap(read)
}

type Read = ReturnType<typeof reader.highlight>['children'][number]

function read(node: Read): readonly Node[] {
  if (node.type === 'text') return [node.value]
  if (node.type !== 'element') return []
  const children = node.children.flatMap(read)
  const { className: scopes } = node.properties
  const scope = Array.isArray(scopes) ? String(scopes[0]) : ''
  const kind = kinds[scope]
  return kind ? [{ tag: 'token', kind, children }] : children
}
