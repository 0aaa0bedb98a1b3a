import MarkdownIt, { type StateCore, type StateInline, type Token } from 'markdown-it'

/** A message's text as a tree. Its leaves are text: nothing in it is ever markup that a browser reads. */
export type Node = string | Branch

export interface Branch {
  readonly tag: Tag
  readonly children: readonly Node[]
  /** Of a link; only http, https and mailto. */
  readonly href?: string
  /** Of a block of code, where it is said: the language that it is written in, by the name that its writer used. */
  readonly language?: string
  /** Of a token of code. */
  readonly kind?: TokenKind
  /** Of an ordered list. */
  readonly start?: number
  /** Of a mention. */
  readonly callsMe?: boolean
  /** Of a table's cell. */
  readonly align?: 'center' | 'right'
}

/** What a token of code is, as far as it has a colour of its own. */
export type TokenKind = 'added' | 'comment' | 'keyword' | 'meta' | 'name' | 'number' | 'removed' | 'string' | 'type'

export type Tag =
  | 'p'
  | 'heading'
  | 'blockquote'
  | 'ul'
  | 'ol'
  | 'li'
  | 'hr'
  | 'pre'
  | 'table'
  | 'thead'
  | 'tbody'
  | 'tr'
  | 'th'
  | 'td'
  | 'strong'
  | 'em'
  | 's'
  | 'code'
  | 'a'
  | 'spoiler'
  | 'mention'
  | 'token'

const tags: Partial<Record<string, Tag>> = {
  paragraph_open: 'p',
  heading_open: 'heading',
  blockquote_open: 'blockquote',
  bullet_list_open: 'ul',
  ordered_list_open: 'ol',
  list_item_open: 'li',
  table_open: 'table',
  thead_open: 'thead',
  tbody_open: 'tbody',
  tr_open: 'tr',
  th_open: 'th',
  td_open: 'td',
  strong_open: 'strong',
  em_open: 'em',
  s_open: 's',
  link_open: 'a',
  spoiler_open: 'spoiler',
}

const parser = new MarkdownIt({ html: false, linkify: true })
// What a chat does not want: pictures from elsewhere, text that vanishes into definitions or turns into headings and code by the way
// it is laid out, and entities, which nobody types.
parser.disable(['image', 'reference', 'lheading', 'code', 'entity', 'html_block', 'html_inline'])
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false }).add('ftp:', null).add('//', null)
parser.validateLink = (url) => /^(?:https?:\/\/|mailto:)\S/i.test(url)
parser.inline.ruler.at('text', plainText)
parser.inline.ruler.at('newline', lineBreak)
parser.core.ruler.after('block', 'indent', indent)
parser.inline.ruler.before('emphasis', 'spoiler', spoiler)

/** Whom a message may call, in lower case, and whether that calls me. */
type Names = ReadonlyMap<string, boolean>

/** Reads a message. `names` are those whom it calls: only they stand out, and among them `me` and everyone. */
export function readMarkdown(text: string, names: readonly string[] = [], me = ''): readonly Node[] {
  const mine = new Set([me.toLowerCase(), 'everyone'])
  const known = names.map((name) => name.toLowerCase()).map((name) => [name, mine.has(name)] as const)
  return branch(parser.parse(text, {})[Symbol.iterator](), new Map(known))
}

/** Takes tokens up to the end of the branch that has been opened. */
function branch(tokens: Iterator<Token>, names: Names): readonly Node[] {
  const nodes: Node[] = []
  for (let next = tokens.next(); !next.done && next.value.nesting >= 0; next = tokens.next()) {
    const token = next.value
    const tag = tags[token.type]
    if (token.nesting === 1) {
      const children = branch(tokens, names)
      // A tight list's paragraphs are none.
      if (token.hidden || !tag) nodes.push(...children)
      else nodes.push({ tag, children, ...details(token) })
    } else nodes.push(...leaf(token, names))
  }
  return nodes
}

function leaf(token: Token, names: Names): readonly Node[] {
  switch (token.type) {
    case 'inline':
      return branch((token.children ?? [])[Symbol.iterator](), names)
    case 'softbreak':
    case 'hardbreak':
      return ['\n']
    case 'code_inline':
      return [{ tag: 'code', children: [token.content] }]
    case 'fence':
      return [fence(token)]
    case 'hr':
      return [{ tag: 'hr', children: [] }]
    default:
      return withMentions(token.content, names)
  }
}

function fence({ content, info }: Token): Branch {
  const language = /^\S+/.exec(info.trim())?.[0]?.toLowerCase()
  return { tag: 'pre', children: [content.replace(/\n$/, '')], ...(language === undefined ? {} : { language }) }
}

function details(token: Token): Pick<Branch, 'href' | 'start' | 'align'> {
  const href = token.attrGet('href')
  const start = token.attrGet('start')
  const align = /center|right/.exec(String(token.attrGet('style') ?? ''))?.[0]
  return {
    ...(href === null ? {} : { href: String(href) }),
    ...(start === null ? {} : { start: Number(start) }),
    ...(align === 'center' || align === 'right' ? { align } : {}),
  }
}

function withMentions(text: string, names: Names): readonly Node[] {
  if (names.size === 0 || !text.includes('@')) return [text]
  const found: Node[] = []
  let end = 0
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_])@([A-Za-z0-9._+-]{1,64})/gu)) {
    const name = [match[1] ?? '', match[1]?.replace(/[.\-_+]+$/, '') ?? ''].find((known) =>
      names.has(known.toLowerCase()),
    )
    if (name === undefined) continue
    if (match.index > end) found.push(text.slice(end, match.index))
    const callsMe = names.get(name.toLowerCase()) === true
    found.push({ tag: 'mention', children: [`@${name}`], ...(callsMe ? { callsMe } : {}) })
    end = match.index + name.length + 1
  }
  if (end < text.length) found.push(text.slice(end))
  return found
}

/** Text up to the next character that may mean something; `|` does not in the original rule. */
function plainText(state: StateInline, silent: boolean): boolean {
  const rest = /[^\n!#$%&*+\-:<=>@[\]\\^_`{|}~]+/y
  rest.lastIndex = state.pos
  const match = rest.exec(state.src)?.[0].slice(0, state.posMax - state.pos)
  if (!match) return false
  if (!silent) state.pending += match
  state.pos += match.length
  return true
}

/** A line begins where its writer began it: what is pasted keeps its shape. */
function lineBreak(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '\n') return false
  if (!silent) state.push('softbreak', 'br', 0)
  state.pos++
  return true
}

/** So does the first line of a paragraph. */
function indent({ src, tokens }: StateCore): void {
  const lines = src.split('\n')
  for (const [index, token] of tokens.entries()) {
    const isText = token.level === 1 && tokens[index - 1]?.type === 'paragraph_open'
    if (isText) token.content = (/^[ \t]*/.exec(lines[token.map?.[0] ?? -1] ?? '')?.[0] ?? '') + token.content
  }
}

/** `||what nobody should read by accident||` */
function spoiler(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('||', state.pos)) return false
  const from = state.pos + 2
  const to = state.src.indexOf('||', from)
  if (to < 0 || to + 2 > state.posMax || state.src.slice(from, to).trim() === '') return false
  if (!silent) {
    const { posMax } = state
    state.push('spoiler_open', 'span', 1)
    state.pos = from
    state.posMax = to
    state.md.inline.tokenize(state)
    state.push('spoiler_close', 'span', -1)
    state.posMax = posMax
  }
  state.pos = to + 2
  return true
}
