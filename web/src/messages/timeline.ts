import type { HistoryPage, Message, StreamPosition } from '../api/types'
import { cover, holes, type Ranges } from './ranges'

/**
 * What we know of one thread's log. It only ever grows by union, so pages, live events, recovered events and acknowledgements
 * may come in any order and any number of times, and end in the same timeline.
 */
export interface Timeline {
  readonly epoch: string | null
  /** Confirmed messages by offset. */
  readonly messages: ReadonlyMap<number, Message>
  /** The offsets whose events we have seen, whether they carried a message or not. */
  readonly known: Ranges
  /** The newest offset that we have reason to expect events up to. */
  readonly top: number
}

export const emptyTimeline: Timeline = { epoch: null, messages: new Map(), known: [], top: 0 }

/** We are live from this position on. What lies before it and is not known yet is missing. */
export function follow(timeline: Timeline, position: StreamPosition): Timeline {
  const base = inEpoch(timeline, position.epoch)
  return { ...base, top: Math.max(base.top, position.offset) }
}

/** Takes in a live or recovered event. Events of unknown kinds carry no message, but they count. */
export function apply(timeline: Timeline, offset: number, message: Message | null): Timeline {
  return {
    ...timeline,
    messages: message ? withMessages(timeline.messages, [message]) : timeline.messages,
    known: cover(timeline.known, { from: offset, to: offset }),
    top: Math.max(timeline.top, offset),
  }
}

/**
 * Takes in the answer to an own send. It may overtake events of others that are still on their way, so it does not raise
 * `top`: those are late, not missing.
 */
export function acknowledge(timeline: Timeline, message: Message): Timeline {
  return {
    ...timeline,
    messages: withMessages(timeline.messages, [message]),
    known: cover(timeline.known, { from: message.offset, to: message.offset }),
  }
}

/** Takes in a page of history that was asked for with `before`, or the newest page. It may predate events we already have. */
export function merge(timeline: Timeline, page: HistoryPage, before?: number): Timeline {
  const base = inEpoch(timeline, page.epoch)
  const to = before === undefined ? page.offset : before - 1
  const from = page.more ? (page.messages[0]?.offset ?? to + 1) : 1
  return {
    ...base,
    messages: withMessages(base.messages, page.messages),
    known: cover(base.known, { from, to }),
    top: Math.max(base.top, page.offset),
  }
}

/** Whether the newest events are missing: we know of a position beyond everything we have. */
export function isBehind(timeline: Timeline): boolean {
  const hasNothing = timeline.known.length === 0
  return hasNothing ? timeline.top > 0 : holes(timeline.known, timeline.top).some((hole) => hole.to === timeline.top)
}

/** Stretches that are missing between messages we have. They are shown as such, never passed over. */
export function gaps(timeline: Timeline): Ranges {
  return holes(timeline.known, timeline.top).filter((hole) => hole.to < timeline.top)
}

/** Where the next older page ends, or null when the beginning is known. */
export function olderThan(timeline: Timeline): number | null {
  const first = timeline.known[0]
  return first && first.from > 1 ? first.from : null
}

/** Confirmed messages, oldest first. */
export function inOrder(timeline: Timeline): readonly Message[] {
  return [...timeline.messages.values()].sort((a, b) => a.offset - b.offset)
}

/** A log with another epoch is another log, for instance after a restored backup: nothing of the old one may stay. */
function inEpoch(timeline: Timeline, epoch: string): Timeline {
  return timeline.epoch === null || timeline.epoch === epoch ? { ...timeline, epoch } : { ...emptyTimeline, epoch }
}

function withMessages(known: ReadonlyMap<number, Message>, more: readonly Message[]): ReadonlyMap<number, Message> {
  if (more.every((message) => known.has(message.offset))) return known
  const all = new Map(known)
  for (const message of more) all.set(message.offset, message)
  return all
}
