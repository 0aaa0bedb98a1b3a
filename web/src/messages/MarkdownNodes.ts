import { h, type FunctionalComponent, type VNodeChild } from 'vue'
import type { Branch, Node, Tag } from './markdown'
import MessageCode from './MessageCode.vue'
import MessageSpoiler from './MessageSpoiler.vue'

/** Draws a message's tree. What is text there is text here: there is no way for it to become an element. */
const MarkdownNodes: FunctionalComponent<{ nodes: readonly Node[] }> = ({ nodes }) => nodes.map(draw)
MarkdownNodes.props = ['nodes']
export default MarkdownNodes

/** They stand below each other, so that a copy of them has its line breaks. */
const blocks = new Set<Tag>(['p', 'heading', 'blockquote', 'ul', 'ol', 'li', 'hr', 'pre', 'table', 'tr'])

function draw(node: Node, index: number, all: readonly Node[]): VNodeChild {
  if (typeof node === 'string') return node
  const isLast = index === all.length - 1
  return blocks.has(node.tag) && !isLast ? [element(node), '\n'] : element(node)
}

function element({ tag, children, href, start, align, callsMe, language, kind }: Branch): VNodeChild {
  const drawn = children.map(draw)
  switch (tag) {
    case 'a':
      return h('a', isHere(href) ? { href } : { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, drawn)
    case 'spoiler':
      return h(MessageSpoiler, null, () => children.map(draw))
    case 'mention':
      return h('span', { class: { mention: true, me: callsMe } }, drawn)
    case 'heading':
      return h('p', { class: 'heading' }, drawn)
    case 'pre':
      return h(
        'pre',
        { tabindex: 0 },
        language
          ? h(MessageCode, { code: children.filter((child) => typeof child === 'string').join(''), language })
          : h('code', drawn),
      )
    case 'table':
      return h('div', { class: 'wide', tabindex: 0 }, h('table', drawn))
    case 'token':
      return h('span', { class: kind }, drawn)
    case 'ol':
      return h('ol', { start }, drawn)
    case 'th':
    case 'td':
      return h(tag, { class: align }, drawn)
    default:
      return h(tag, drawn)
  }
}

/** A room of this chat opens where its link is. */
function isHere(href: string | undefined): boolean {
  return href?.startsWith(`${location.origin}/#/t/`) === true
}
