import type { HistoryPage } from '../api/types'
import { covers, within, type Range } from './ranges'
import { beginningOf, inOrder, merge, notesInOrder, staleBefore, type Timeline } from './timeline'

/** The most messages of a thread that are kept, and therefore the most that are drawn; and how many are left when it was too many. */
const limits = { most: 360, left: 260 }

/** How many offsets a page at the newer end has. */
const stride = 100

/** How many of the messages after the one that somebody wants to see come with it. */
const margin = 40

/**
 * Lets go of what is furthest from `eye`, the offset that somebody looks at, or from the newest end, so that a thread takes the same
 * room whatever its length. Not while a page is on its way: it may be older than a change that nothing here shows.
 */
export function trim(timeline: Timeline, eye: number | null, { most, left } = limits): Timeline {
  const shown = inOrder(timeline)
  if (shown.length <= most && timeline.versions.size <= 2 * most) return timeline

  const last = shown.length - 1
  const place = eye === null ? last : shown.findLastIndex((message) => message.offset <= eye)
  if (shown.length <= most) return keep(timeline, { from: 0, to: timeline.cut ?? Infinity })
  return place > last / 2
    ? keep(timeline, { from: shown[shown.length - left]?.offset ?? 0, to: timeline.cut ?? Infinity })
    : keep(timeline, { from: 0, to: shown[left - 1]?.offset ?? Infinity })
}

/** Where the page ends that brings the message at `offset` with what is around it. */
export function beforeAround(offset: number): number {
  return offset + margin + 1
}

/** Takes in a page around an offset. What does not touch it is let go. */
export function moveTo(timeline: Timeline, page: HistoryPage, before: number): Timeline {
  const moved = merge(timeline, page, before)
  // A deletion may have left nothing just there.
  const goal = page.messages.at(-1)?.offset ?? before - 1
  const stretch = moved.known.find((range) => covers([range], goal))
  return stretch ? keep(moved, { from: stretch.from, to: stretch.to >= moved.top ? Infinity : stretch.to }) : moved
}

/** Where the next newer page ends, or null when nothing newer was let go. */
export function newerBefore({ cut, top }: Timeline): number | null {
  return cut === null ? null : Math.min(cut + stride, top) + 1
}

/** Takes in the next newer page. At the newest end, live messages are shown again. */
export function extend(timeline: Timeline, page: HistoryPage, before: number): Timeline {
  const merged = merge(timeline, page, before)
  const end = merged.known.find((range) => covers([range], before - 1))?.to ?? before - 1
  return { ...merged, cut: merged.cut === null || end >= merged.top ? null : Math.max(end, merged.cut) }
}

/**
 * Takes in the first newest page. What was assumed before it may have changed unseen further up, and comes again when somebody goes
 * there.
 */
export function begin(timeline: Timeline, page: HistoryPage): Timeline {
  const merged = toNewest(timeline, page)
  return page.more ? keep(merged, { from: beginningOf(page) ?? 0, to: Infinity }) : merged
}

/** Takes in the newest page and shows it, also where a window further up was shown. */
export function toNewest(timeline: Timeline, page: HistoryPage): Timeline {
  const merged = merge(timeline, page)
  if (merged.cut === null) return merged
  return keep({ ...merged, cut: null }, { from: merged.known.at(-1)?.from ?? 0, to: Infinity })
}

function keep(timeline: Timeline, stretch: Range): Timeline {
  const known = within(timeline.known, stretch)
  const versions = [...timeline.versions].filter(([, { now }]) => now !== null && covers(known, now.offset))
  const notes = new Map([...timeline.notes].filter(([offset]) => covers(known, offset)))
  return { ...timeline, known, notes, versions: new Map(versions), cut: stretch.to === Infinity ? null : stretch.to }
}

/** The newest messages without a gap, as the page of history that would have brought them; null while they are not known. */
export function newestPage(timeline: Timeline, count = 100): HistoryPage | null {
  const stretch = timeline.known.at(-1)
  if (timeline.epoch === null || timeline.cut !== null || !stretch || stretch.to < timeline.top) return null
  if (staleBefore(timeline) !== null) return null
  const inside = inOrder(timeline).filter((message) => message.offset >= stretch.from)
  const messages = inside.slice(-count)
  const from = messages.length < inside.length ? (messages[0]?.offset ?? stretch.from) : stretch.from
  const events = notesInOrder(timeline)
    .filter(([offset]) => offset >= from)
    .map(([offset, content]) => ({ offset, content }))
  return { messages, events, from, more: from > 1, offset: timeline.top, epoch: timeline.epoch }
}
