import { readMarkdown, type Node } from './markdown'

/** In place of what its writer has hidden. */
const hidden = '▒▒▒'

/** What a message says, in one line: without the signs of its format, and without what it hides. */
export function plainText(text: string): string {
  return flat(readMarkdown(text)).replace(/\s+/g, ' ').trim()
}

function flat(nodes: readonly Node[]): string {
  return nodes.map(said).join('')
}

function said(node: Node): string {
  if (typeof node === 'string') return node
  switch (node.tag) {
    case 'spoiler':
      return hidden
    case 'strong':
    case 'em':
    case 's':
    case 'code':
    case 'a':
    case 'mention':
    case 'token':
      return flat(node.children)
    default:
      // What stands on lines of its own.
      return ` ${flat(node.children)} `
  }
}
