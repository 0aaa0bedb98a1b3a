import { createApp, h } from 'vue'
import { describe, expect, test } from 'vitest'
import MarkdownNodes from './MarkdownNodes'
import { readMarkdown, type Node } from './markdown'

/** As it is in the page. */
function draw(text: string, names: readonly string[] = []): HTMLElement {
  const root = document.createElement('div')
  createApp(() => h(MarkdownNodes, { nodes: readMarkdown(text, names) })).mount(root)
  return root
}
const links = (text: string) => [...draw(text).querySelectorAll('a')].map((link) => link.getAttribute('href'))
const tags = (nodes: readonly Node[]): readonly string[] =>
  nodes.flatMap((node) => (typeof node === 'string' ? [] : [node.tag, ...tags(node.children)]))

describe('markdown', () => {
  test('says what it can', () => {
    expect(tags(readMarkdown('**a** _b_ ~~c~~ `d` ||e||'))).toEqual(['p', 'strong', 'em', 's', 'code', 'spoiler'])
    expect(tags(readMarkdown('- a\n- b'))).toEqual(['ul', 'li', 'li'])
    expect(readMarkdown('3. a')).toMatchObject([{ tag: 'ol', start: 3 }])
    expect(readMarkdown('```js\nif (a) {\n  b\n}\n```')).toEqual([
      { tag: 'pre', language: 'js', children: ['if (a) {\n  b\n}'] },
    ])
    expect(tags(readMarkdown('> a\n\n# b'))).toEqual(['blockquote', 'p', 'heading'])
  })

  test('knows tables', () => {
    const cells = [...draw('| a | b |\n|---|--:|\n| 1 | 2 |').querySelectorAll('th, td')]
    expect(cells.map((cell) => `${cell.textContent} ${cell.className}`.trim())).toEqual([
      'a',
      'b right',
      '1',
      '2 right',
    ])
  })

  test('what stands between underscores is what CommonMark says', () => {
    expect(tags(readMarkdown('__init__ and some_var__x__ and snake_case_name'))).toEqual(['p', 'strong'])
    expect(draw('some_var__x__ and snake_case_name, `__init__`').textContent).toBe(
      'some_var__x__ and snake_case_name, __init__',
    )
  })

  test('lines begin where they were begun', () => {
    const pasted = 'def f(x):\n    if x:\n\treturn\n\n    return 2'
    expect(draw(pasted).textContent).toBe('def f(x):\n    if x:\n\treturn\n    return 2')
    expect(draw('- a\n  b\n    c').querySelector('li')?.textContent).toBe('a\nb\n  c')
    expect(draw('> a\n>   b').querySelector('p')?.textContent).toBe('a\n  b')
  })

  test('lines stay lines', () => {
    expect(draw('hello\nworld').textContent).toBe('hello\nworld')
    expect(draw('hello\n\nworld').textContent).toBe('hello\nworld')
  })

  test('what only looks like markdown stays as it was written', () => {
    for (const text of [
      'a * b * c',
      '2 || 3',
      '|| ||',
      'snake_case_name',
      'AT&amp;T',
      'a\n===',
      '[a]: https://example.org',
    ])
      expect(draw(text).textContent).toBe(text)
    expect(tags(readMarkdown('    four spaces'))).toEqual(['p'])
  })

  test('an address that was copied from HTML leads where it led; nothing else in it stands for another character', () => {
    expect(links('[a](https://example.org/?a=1&amp;b=2&copy;)')).toEqual(['https://example.org/?a=1&b=2&copy;'])
  })

  test('a spoiler is a button that nobody reads by accident', () => {
    const button = draw('the murderer is ||**the gardener**||').querySelector('button')
    expect(button?.getAttribute('aria-label')).toBe('Show the spoiler')
    expect(button?.querySelector('[inert] strong')?.textContent).toBe('the gardener')
  })

  test('only whom it calls stands out', () => {
    const mentions = [
      ...draw('@bob, ask @Alice. Not @carol or mail@bob', ['alice', 'bob']).querySelectorAll('.mention'),
    ]
    expect(mentions.map((mention) => mention.textContent)).toEqual(['@bob', '@Alice'])
  })
})

describe('links', () => {
  test('punctuation around an address does not belong to it', () => {
    expect(links('At https://example.org/a. (Also https://example.org/b), https://example.org/c_(d)!')).toEqual([
      'https://example.org/a',
      'https://example.org/b',
      'https://example.org/c_(d)',
    ])
  })

  test('lead to the web or to a mailbox, and tell nobody where from', () => {
    expect(links('[a](https://example.org) [b](mailto:a@example.org) <https://example.com>')).toEqual([
      'https://example.org',
      'mailto:a@example.org',
      'https://example.com',
    ])
    const link = draw('https://example.org').querySelector('a')
    expect(link?.getAttribute('rel')).toContain('noopener noreferrer')
    expect(link?.getAttribute('target')).toBe('_blank')
  })

  test('a file is no address', () => {
    expect(links('see readme.md, example.org and //example.org')).toEqual([])
  })
})

describe('hostile input is inert', () => {
  const allowed = new Set(
    'P STRONG EM S CODE PRE BLOCKQUOTE UL OL LI HR A SPAN BUTTON DIV TABLE THEAD TBODY TR TH TD'.split(' '),
  )
  const plain = new Set('href target rel class tabindex start type aria-label aria-hidden inert'.split(' '))

  test.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<svg/onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:msgbox)',
    '[x](file:///etc/passwd)',
    '[x](/logout)',
    '[x](//example.org)',
    '<javascript:alert(1)>',
    '![x](https://example.org/track.png)',
    '[x](https://example.org "onmouseover=alert(1)")',
    '[x](https://example.org"onmouseover="alert(1))',
    '```"><img src=x onerror=alert(1)>\ncode\n```',
    '| <b>a</b> |\n|:-:|\n| <iframe src=x> |',
    '||<img src=x onerror=alert(1)>||',
    '`<b onclick=alert(1)>`',
    '<style>*{display:none}</style>',
    '@bob<img src=x onerror=alert(1)>',
  ])('%s', (text) => {
    for (const element of draw(text, ['bob']).querySelectorAll('*')) {
      expect(allowed).toContain(element.tagName)
      // Styles of one component are tied to it by an attribute.
      const names = [...element.attributes].map(({ name }) => name).filter((name) => !name.startsWith('data-v-'))
      for (const name of names) expect(plain).toContain(name)
      const href = element.getAttribute('href')
      if (href !== null) expect(href).toMatch(/^(https?:\/\/|mailto:)/)
    }
  })

  test('deep nesting ends', () => {
    const text = '>'.repeat(16_000)
    expect(draw(text).textContent.length).toBeLessThanOrEqual(16_000)
    expect(draw('||'.repeat(8_000)).textContent).toBeTruthy()
    expect(draw('['.repeat(16_000)).textContent).toHaveLength(16_000)
  })
})
