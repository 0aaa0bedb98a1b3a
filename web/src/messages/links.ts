export interface Segment {
  readonly text: string
  readonly href?: string
}

const address = /https?:\/\/[^\s<>"'`]+/gi
const trailing = /[.,;:!?…]+$/

/** Splits a message into text and web addresses. Only http and https become links; everything stays text. */
export function segments(text: string): readonly Segment[] {
  const found: Segment[] = []
  let end = 0
  for (const match of text.matchAll(address)) {
    const href = withoutPunctuation(match[0])
    if (!URL.canParse(href)) continue
    if (match.index > end) found.push({ text: text.slice(end, match.index) })
    found.push({ text: href, href })
    end = match.index + href.length
  }
  if (end < text.length) found.push({ text: text.slice(end) })
  return found
}

/** What ends a sentence around an address does not belong to it; a closing bracket only if it was opened inside. */
function withoutPunctuation(href: string): string {
  const trimmed = href.replace(trailing, '')
  const isUnopened = trimmed.endsWith(')') && !trimmed.includes('(')
  return isUnopened ? withoutPunctuation(trimmed.slice(0, -1)) : trimmed
}
