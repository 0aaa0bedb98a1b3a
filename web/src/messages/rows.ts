import type { User } from '../api/types'
import type { Outbox } from './outbox'
import type { Range } from './ranges'
import { confirmed, underway, type ShownMessage } from './shown'
import { gaps, inOrder, olderThan, type Timeline } from './timeline'

export interface MessageRow extends ShownMessage {
  readonly kind: 'message'
  readonly key: string
  /** First of a group: it says who and when. */
  readonly isFirst: boolean
  readonly isLast: boolean
}

export type Row =
  | MessageRow
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'gap'; readonly key: string; readonly gap: Range }
  | { readonly kind: 'new'; readonly key: string }
  | { readonly kind: 'note'; readonly key: string; readonly text: string }

const groupWithin = 5 * 60 * 1000

/**
 * Lays out a thread: confirmed messages in the log's order with what is missing marked, then what is still on its way.
 * `readUpTo` is where its reader stood when they came in; null draws no line, and neither does a place that is not loaded.
 */
export function layOut(timeline: Timeline, outbox: Outbox, me: User, readUpTo: number | null = null): readonly Row[] {
  const missing = [...gaps(timeline)]
  const changesOf = (id: number) => outbox.filter(({ deed }) => deed.do !== 'post' && deed.message === id)
  const rows: Row[] = []
  let previous: MessageRow | undefined
  let isLineDrawn = readUpTo === null || (olderThan(timeline) ?? 0) > readUpTo + 1

  const drawLineBefore = (offset: number | null, isMine: boolean) => {
    if (isLineDrawn || isMine || offset === null || offset <= (readUpTo ?? 0)) return
    rows.push({ kind: 'new', key: 'new' })
    isLineDrawn = true
  }

  const add = (key: string, shown: ShownMessage) => {
    const isNewDay = !previous || dayOf(previous.at) !== dayOf(shown.at)
    if (isNewDay) rows.push({ kind: 'day', key: `day-${dayOf(shown.at)}-${key}`, at: shown.at })
    drawLineBefore(shown.offset, shown.isMine)
    const isFirst = isNewDay || rows.at(-1) !== previous || !isGroup(previous, shown)
    previous = { ...shown, kind: 'message', key, isFirst, isLast: true }
    const above = rows.at(-1)
    if (!isFirst && above?.kind === 'message') rows[rows.length - 1] = { ...above, isLast: false }
    rows.push(previous)
  }

  const markGapsBefore = (offset: number) => {
    for (let gap = missing[0]; gap && gap.to < offset; gap = missing[0]) {
      drawLineBefore(gap.to, false)
      rows.push(gapRow(gap))
      missing.shift()
    }
  }

  for (const message of inOrder(timeline)) {
    markGapsBefore(message.offset)
    const shown = confirmed(message, changesOf(message.id), me)
    if (isGone(shown)) continue
    add(keyOf(message.user.id, message.clientId ?? `#${message.offset}`), shown)
  }
  markGapsBefore(Infinity)
  const underWay = outbox.flatMap((outgoing) => underway(outgoing, me) ?? [])
  // Between what was let go and what is on its way, messages are not shown.
  if (timeline.cut !== null && underWay.length > 0) rows.push(gapRow({ from: timeline.cut + 1, to: timeline.top }))
  for (const shown of underWay) add(keyOf(me.id, shown.clientId ?? ''), shown)
  return rows
}

/** The new rows, with the very objects of the old ones where nothing changed, so that only what changed is drawn again. */
export function reuse(old: readonly Row[], rows: readonly Row[]): readonly Row[] {
  const known = new Map(old.map((row) => [row.key, row]))
  return rows.map((row) => {
    const before = known.get(row.key)
    return before && isSame(before, row) ? before : row
  })
}

/** How many messages of others are below the one that was last when its reader scrolled away. */
export function newBelow(rows: readonly Row[], lastSeen: string | null): number {
  const from = rows.findIndex((row) => row.key === lastSeen)
  if (from < 0) return 0
  return rows.slice(from + 1).filter((row) => row.kind === 'message' && !row.isMine).length
}

/** The same before and after the server has confirmed it, so that the list keeps the element. */
function keyOf(user: number, id: string): string {
  return `${user}/${id}`
}

/** What others deleted vanishes; of my own I see where it was, and of what I tried to change what became of that. */
function isGone({ isDeleted, isMine, branch, failures }: ShownMessage): boolean {
  // T11: what was answered leaves a stub to hang the answers on.
  return isDeleted && !isMine && failures.length === 0 && (branch?.replies ?? 0) === 0
}

function gapRow(gap: Range): Row {
  return { kind: 'gap', key: `gap-${gap.to}`, gap }
}

function isGroup(previous: MessageRow | undefined, next: ShownMessage): boolean {
  // An answer begins anew: what it quotes stands above it.
  if (next.replyTo !== null || next.origin !== null) return false
  return previous?.author.id === next.author.id && Math.abs(next.at - previous.at) < groupWithin
}

function dayOf(at: number): string {
  const day = new Date(at)
  return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`
}

/** Whether two plain values say the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const fields = new Map<string, unknown>(Object.entries(other))
  const own: [string, unknown][] = Object.entries(one)
  return own.length === fields.size && own.every(([name, value]) => fields.has(name) && isSame(value, fields.get(name)))
}
