import { describe, expect, test } from 'vitest'
import type { HistoryPage, Message } from '../api/types'
import { message, seeded } from '../testing'
import {
  acknowledge,
  apply,
  emptyTimeline,
  follow,
  gaps,
  inOrder,
  isBehind,
  merge,
  olderThan,
  type Timeline,
} from './timeline'

const epoch = 'orchard'
const page = (offsets: readonly number[], top: number, more = false): HistoryPage => ({
  messages: offsets.map((offset) => message(offset)),
  more,
  offset: top,
  epoch,
})
const offsets = (timeline: Timeline) => inOrder(timeline).map((posted) => posted.offset)

describe('a timeline', () => {
  test('shows a page in the order of the log', () => {
    expect(offsets(merge(emptyTimeline, page([2, 4, 3], 4)))).toEqual([2, 3, 4])
  })

  test('takes the same event twice as once', () => {
    const once = apply(merge(emptyTimeline, page([1, 2], 2)), 3, message(3))
    expect(apply(once, 3, message(3))).toEqual(once)
  })

  test('is complete when an event overtook the page that was being read', () => {
    const live = apply(follow(emptyTimeline, { offset: 2, epoch }), 3, message(3))
    const timeline = merge(live, page([1, 2], 2))
    expect(offsets(timeline)).toEqual([1, 2, 3])
    expect(isBehind(timeline)).toBe(false)
    expect(gaps(timeline)).toEqual([])
  })

  test('counts events of kinds it does not know', () => {
    const timeline = apply(merge(emptyTimeline, page([1, 2], 2)), 3, null)
    expect(isBehind(follow(timeline, { offset: 3, epoch }))).toBe(false)
  })

  test('is behind after a recovery that brought nothing', () => {
    const timeline = follow(merge(emptyTimeline, page([1, 2], 2)), { offset: 90, epoch })
    expect(isBehind(timeline)).toBe(true)
  })

  test('K2: marks what is missing between the newest page and what it had', () => {
    const before = follow(merge(emptyTimeline, page([1, 2], 2)), { offset: 90, epoch })
    const timeline = merge(before, page([80, 85, 90], 90, true))
    expect(isBehind(timeline)).toBe(false)
    expect(gaps(timeline)).toEqual([{ from: 3, to: 79 }])
    expect(gaps(merge(timeline, page([50, 79], 90, true), 80))).toEqual([{ from: 3, to: 49 }])
  })

  test('does not take an answer that overtook the events before it for a gap', () => {
    const timeline = acknowledge(merge(emptyTimeline, page([1, 2], 2)), message(5))
    expect(gaps(timeline)).toEqual([])
    expect(isBehind(timeline)).toBe(false)
    expect(offsets(timeline)).toEqual([1, 2, 5])
  })

  test('S4: has one copy whichever of answer and event comes first', () => {
    const start = merge(emptyTimeline, page([1], 1))
    const answerFirst = apply(acknowledge(start, message(2)), 2, message(2))
    const eventFirst = acknowledge(apply(start, 2, message(2)), message(2))
    expect(answerFirst).toEqual(eventFirst)
    expect(offsets(answerFirst)).toEqual([1, 2])
  })

  test('forgets a log that is another one now', () => {
    const timeline = follow(merge(emptyTimeline, page([1, 2, 3], 3)), { offset: 1, epoch: 'restored' })
    expect(offsets(timeline)).toEqual([])
    expect(isBehind(timeline)).toBe(true)
  })

  test('knows where the next older page ends, and when there is none', () => {
    expect(olderThan(merge(emptyTimeline, page([7, 9], 9, true)))).toBe(7)
    expect(olderThan(merge(emptyTimeline, page([7, 9], 9)))).toBeNull()
  })

  test('ends as the log, and never hides a hole, in whatever order things come', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const story = new Story(seed)
      for (let step = 0; step < 60; step++) {
        story.next()
        story.hidesNothing()
      }
      story.catchUp()
      expect(inOrder(story.timeline), story.name).toEqual(story.written)
    }
  })
})

/** One thread's life as a page may see it: anything may come late, twice, or not at all until it is asked for. */
class Story {
  readonly name: string
  timeline: Timeline = emptyTimeline
  readonly #log: (Message | null)[] = []
  readonly #pick: (below: number) => number
  readonly #underway: (() => void)[] = []
  #delivered = 0

  constructor(seed: number) {
    this.name = `seed ${seed}`
    this.#pick = seeded(seed)
    for (let i = this.#pick(40); i > 0; i--) this.#append()
    this.#delivered = this.#log.length
    this.timeline = follow(this.timeline, { offset: this.#log.length, epoch })
  }

  get written(): readonly Message[] {
    return this.#log.filter((event) => event !== null)
  }

  next(): void {
    const steps = [
      () => this.#append(),
      () => this.#deliver(),
      () => this.#send(),
      () => this.#ask(),
      () => this.#ask(olderThan(this.timeline) ?? undefined),
      () => this.#ask((gaps(this.timeline)[0]?.to ?? this.#log.length) + 1),
      () => this.#reconnect(),
      () => this.#arrive(),
      () => this.#arrive(),
    ]
    steps[this.#pick(steps.length)]?.()
  }

  /** Every offset that is neither marked as missing nor at an end still to be loaded shows what the log has there. */
  hidesNothing(): void {
    for (const { from, to } of this.timeline.known)
      for (let offset = from; offset <= to; offset++)
        expect(this.timeline.messages.get(offset) ?? null, this.name).toBe(this.#log[offset - 1])
  }

  catchUp(): void {
    while (this.#underway.length > 0) this.#arrive()
    while (this.#delivered < this.#log.length) this.#deliver()
    this.timeline = merge(this.timeline, this.#read())
    for (let gap = gaps(this.timeline)[0]; gap; gap = gaps(this.timeline)[0])
      this.timeline = merge(this.timeline, this.#read(gap.to + 1), gap.to + 1)
    for (let older = olderThan(this.timeline); older !== null; older = olderThan(this.timeline))
      this.timeline = merge(this.timeline, this.#read(older), older)
    expect(isBehind(this.timeline), this.name).toBe(false)
  }

  #append(): Message | null {
    const offset = this.#log.length + 1
    const event = this.#pick(5) === 0 ? null : message(offset)
    this.#log.push(event)
    return event
  }

  #deliver(): void {
    if (this.#delivered === this.#log.length) return
    const offset = ++this.#delivered
    this.timeline = apply(this.timeline, offset, this.#log[offset - 1] ?? null)
  }

  #send(): void {
    const posted = this.#append()
    if (posted) this.#underway.push(() => (this.timeline = acknowledge(this.timeline, posted)))
  }

  #ask(before?: number): void {
    const read = this.#read(before)
    this.#underway.push(() => (this.timeline = merge(this.timeline, read, before)))
  }

  #arrive(): void {
    const [arrived] = this.#underway.splice(this.#pick(this.#underway.length || 1), 1)
    arrived?.()
  }

  /** What was published meanwhile is recovered, or was too much and is not. */
  #reconnect(): void {
    this.timeline = follow(this.timeline, { offset: this.#log.length, epoch })
    if (this.#pick(2) === 0) this.#delivered = this.#log.length
    else while (this.#delivered < this.#log.length) this.#deliver()
  }

  /** The server's answer to `thread:history`. */
  #read(before = this.#log.length + 1): HistoryPage {
    const older = this.written.filter((posted) => posted.offset < before)
    return { messages: older.slice(-4), more: older.length > 4, offset: this.#log.length, epoch }
  }
}
