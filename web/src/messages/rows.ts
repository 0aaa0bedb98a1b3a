import type { Message, User } from '../api/types'
import type { Outbox, Outgoing } from './outbox'
import type { Range } from './ranges'
import { gaps, inOrder, type Timeline } from './timeline'

/** A message as the list shows it, confirmed or on its way. */
export interface ShownMessage {
  readonly author: User
  readonly text: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly isMine: boolean
  readonly state: 'sent' | 'waiting' | 'sending' | 'failed'
  readonly clientId: string | null
  readonly reason?: string
}

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

const groupWithin = 5 * 60 * 1000

/** Lays out a thread: confirmed messages in the log's order with what is missing marked, then what is still on its way. */
export function layOut(timeline: Timeline, outbox: Outbox, me: User): readonly Row[] {
  const missing = [...gaps(timeline)]
  const rows: Row[] = []
  let previous: MessageRow | undefined

  const add = (key: string, shown: ShownMessage) => {
    const isNewDay = !previous || dayOf(previous.at) !== dayOf(shown.at)
    if (isNewDay) rows.push({ kind: 'day', key: `day-${dayOf(shown.at)}-${key}`, at: shown.at })
    const isFirst = isNewDay || rows.at(-1) !== previous || !isGroup(previous, shown)
    previous = { ...shown, kind: 'message', key, isFirst, isLast: true }
    const above = rows.at(-1)
    if (!isFirst && above?.kind === 'message') rows[rows.length - 1] = { ...above, isLast: false }
    rows.push(previous)
  }

  const markGapsBefore = (offset: number) => {
    for (let gap = missing[0]; gap && gap.to < offset; gap = missing[0]) {
      rows.push(gapRow(gap))
      missing.shift()
    }
  }

  for (const message of inOrder(timeline)) {
    markGapsBefore(message.offset)
    add(keyOf(message.user.id, message.clientId ?? `#${message.offset}`), confirmed(message, me))
  }
  markGapsBefore(Infinity)
  for (const outgoing of outbox) add(keyOf(me.id, outgoing.clientId), underway(outgoing, me))
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

function confirmed(message: Message, me: User): ShownMessage {
  return {
    author: message.user,
    text: message.text,
    at: Date.parse(message.createdAt),
    isMine: message.user.id === me.id,
    state: 'sent',
    clientId: message.clientId,
  }
}

function underway({ text, writtenAt, state, clientId, reason }: Outgoing, me: User): ShownMessage {
  return { author: me, text, at: writtenAt, isMine: true, state, clientId, ...(reason === undefined ? {} : { reason }) }
}

function gapRow(gap: Range): Row {
  return { kind: 'gap', key: `gap-${gap.to}`, gap }
}

function isGroup(previous: MessageRow | undefined, next: ShownMessage): boolean {
  return previous?.author.id === next.author.id && Math.abs(next.at - previous.at) < groupWithin
}

function dayOf(at: number): string {
  const day = new Date(at)
  return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`
}

function isSame(one: Row, other: Row): boolean {
  if (one.kind === 'gap' && other.kind === 'gap') return one.gap.from === other.gap.from && one.gap.to === other.gap.to
  const fields = new Map<string, unknown>(Object.entries(other))
  return (
    Object.entries(one).every(([name, value]) => fields.get(name) === value) && fields.size === Object.keys(one).length
  )
}
