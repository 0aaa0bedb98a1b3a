import type { HistoryPage, Message, StreamPosition } from '../api/types'
import { threadEvent, type ThreadEvent } from '../realtime/channels'
import { cover, covers, holes, type Range, type Ranges } from './ranges'
import { learn, unknownVersion, view, type Change, type Version } from './versions'

/**
 * What we know of one thread's log. It grows by union, so pages, live events, recovered events and acknowledgements may come in any
 * order and any number of times, and end in the same timeline. What is let go (`window.ts`) is unknown again.
 */
export interface Timeline {
  readonly epoch: string | null
  /** Messages by their id, also of some whose place in the log is not known yet. */
  readonly versions: ReadonlyMap<number, Version>
  /** What happened to the thread itself, by its place in the log. */
  readonly notes: ReadonlyMap<number, ThreadEvent>
  /** The offsets of which we have the message, if there is one. */
  readonly known: Ranges
  /** The offsets whose events we have seen, one by one. */
  readonly events: Ranges
  /** The offset up to which events have come by or never will. */
  readonly passed: number
  /** The newest offset that we have reason to expect events up to. */
  readonly top: number
  /** The offset after which messages were let go and are not shown; null when everything up to the newest is. */
  readonly cut: number | null
}

export const emptyTimeline: Timeline = {
  epoch: null,
  versions: new Map(),
  notes: new Map(),
  known: [],
  events: [],
  passed: 0,
  top: 0,
  cut: null,
}

/** We are live from this position on. What lies before it and is not recovered now is missing. */
export function follow(timeline: Timeline, { offset, epoch }: StreamPosition): Timeline {
  const base = inEpoch(timeline, epoch)
  return { ...base, passed: Math.max(base.passed, offset), top: Math.max(base.top, offset) }
}

/** Takes in a live or recovered event. Events that change no message count, too; `note` is what it says of the thread itself. */
export function apply(timeline: Timeline, offset: number, change: Change | null, note: ThreadEvent | null): Timeline {
  return {
    ...saw(timeline, offset, change),
    notes: note ? new Map(timeline.notes).set(offset, note) : timeline.notes,
    passed: Math.max(timeline.passed, offset),
    top: Math.max(timeline.top, offset),
  }
}

/**
 * Takes in the answer to an own change. It may overtake events of others that are still on their way, so it does not raise
 * `top`: those are late, not missing.
 */
export function acknowledge(timeline: Timeline, offset: number, change: Change): Timeline {
  // The event itself knows more than the answer; and where it was missed, so may others be that changed the same message since.
  return offset <= timeline.passed ? timeline : saw(timeline, offset, change)
}

/** Takes in a page of history that was asked for with `before`, or the newest page. It may predate events we already have. */
export function merge(timeline: Timeline, page: HistoryPage, before?: number): Timeline {
  const base = inEpoch(timeline, page.epoch)
  const to = Math.min(page.offset, (before ?? Infinity) - 1)
  const from = beginningOf(page) ?? to + 1
  const versions = new Map([...base.versions].filter(([, version]) => !isMissingFrom(page, { from, to }, version)))
  for (const message of page.messages)
    versions.set(message.id, learn(base.versions.get(message.id) ?? unknownVersion, page.offset, view(message)))
  const notes = withEvents(base.notes, page)
  return { ...base, versions, notes, known: cover(base.known, { from, to }), top: Math.max(base.top, page.offset) }
}

/** The first offset of what a page holds all of; null if it holds nothing. */
export function beginningOf({ from, more, messages }: HistoryPage): number | null {
  return more ? (from ?? messages[0]?.offset ?? null) : 1
}

/** Unlike messages they stay as they are, so that it does not matter which page tells of them. */
function withEvents(notes: Timeline['notes'], { events = [] }: HistoryPage): Timeline['notes'] {
  const told = events.flatMap(({ offset, content }) => {
    const event = threadEvent(content)
    return event ? [[offset, event] as const] : []
  })
  return told.length === 0 ? notes : new Map([...notes, ...told])
}

/** Whether the newest events are missing: we know of a position beyond everything we have. */
export function isBehind(timeline: Timeline): boolean {
  if (timeline.cut !== null) return false
  const hasNothing = timeline.known.length === 0
  return hasNothing ? timeline.top > 0 : holes(timeline.known, timeline.top).some((hole) => hole.to === timeline.top)
}

/** Stretches that are missing between messages we have. They are shown as such, never passed over. */
export function gaps(timeline: Timeline): Ranges {
  const end = timeline.cut ?? timeline.top
  return holes(timeline.known, end).filter((hole) => hole.to < end)
}

/** Where the next older page ends, or null when the beginning is known. */
export function olderThan(timeline: Timeline): number | null {
  const first = timeline.known[0]
  return first && first.from > 1 ? first.from : null
}

/**
 * Where a page ends that has to be read again, or null. Events that were missed may have changed any message, also those far
 * above the newest page.
 */
export function staleBefore(timeline: Timeline): number | null {
  const lost = holes([{ from: 0, to: 0 }, ...timeline.events], timeline.passed).at(-1)?.to ?? 0
  let newest = 0
  for (const { at, now } of timeline.versions.values())
    if (now && at < lost && now.offset > newest && covers(timeline.known, now.offset)) newest = now.offset
  return newest > 0 ? newest + 1 : null
}

/** The messages whose place in the log is known and that are not cut off, oldest first. */
export function inOrder({ versions, known, cut }: Timeline): readonly Message[] {
  return [...versions.values()]
    .flatMap(({ now }) => (now && now.offset <= (cut ?? Infinity) && covers(known, now.offset) ? [now] : []))
    .sort((a, b) => a.offset - b.offset)
}

/** What happened to the thread between the messages that are shown, by its place in the log, oldest first. */
export function notesInOrder({ notes, known, cut }: Timeline): readonly (readonly [number, ThreadEvent])[] {
  return [...notes]
    .filter(([offset]) => offset <= (cut ?? Infinity) && covers(known, offset))
    .sort(([one], [other]) => one - other)
}

/** A log with another epoch is another log, for instance after a restored backup: nothing of the old one may stay. */
function inEpoch(timeline: Timeline, epoch: string): Timeline {
  return timeline.epoch === null || timeline.epoch === epoch ? { ...timeline, epoch } : { ...emptyTimeline, epoch }
}

/** A page holds everything of its stretch: what we have there from before, and it does not, is no more. */
function isMissingFrom(page: HistoryPage, stretch: Range, { now, at }: Version): boolean {
  const isInside = now !== null && covers([stretch], now.offset) && at <= page.offset && now.offset <= page.offset
  return isInside && page.messages.every((message) => message.id !== now.id)
}

function saw(timeline: Timeline, offset: number, change: Change | null): Timeline {
  const place = { from: offset, to: offset }
  const version = change && learn(timeline.versions.get(change.id) ?? unknownVersion, offset, change)
  return {
    ...timeline,
    versions: version ? new Map(timeline.versions).set(change.id, version) : timeline.versions,
    known: cover(timeline.known, place),
    events: cover(timeline.events, place),
  }
}
