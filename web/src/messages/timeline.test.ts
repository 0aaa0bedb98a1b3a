import { describe, expect, test } from 'vitest'
import type { HistoryPage, Message } from '../api/types'
import { alice, bob, message, seeded } from '../testing'
import { threadEvent, type ChatEvent, type ThreadEvent } from '../realtime/channels'
import {
  acknowledge,
  apply,
  emptyTimeline,
  follow,
  gaps,
  inOrder,
  isBehind,
  merge,
  notesInOrder,
  olderThan,
  staleBefore,
  type Timeline,
} from './timeline'
import { covers } from './ranges'
import { beforeAround, extend, moveTo, newerBefore, toNewest, trim } from './window'
import { changed, changeOf, pin, reaction, view, type Change } from './versions'

const epoch = 'orchard'
/** How much of what happened to the thread itself the server puts into one page. */
const mostEvents = 2
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
    const once = apply(merge(emptyTimeline, page([1, 2], 2)), 3, view(message(3)), null)
    expect(apply(once, 3, view(message(3)), null)).toEqual(once)
  })

  test('is complete when an event overtook the page that was being read', () => {
    const live = apply(follow(emptyTimeline, { offset: 2, epoch }), 3, view(message(3)), null)
    const timeline = merge(live, page([1, 2], 2))
    expect(offsets(timeline)).toEqual([1, 2, 3])
    expect(isBehind(timeline)).toBe(false)
    expect(gaps(timeline)).toEqual([])
  })

  test('counts events of kinds it does not know', () => {
    const timeline = apply(merge(emptyTimeline, page([1, 2], 2)), 3, null, null)
    expect(isBehind(follow(timeline, { offset: 3, epoch }))).toBe(false)
  })

  test('is behind after a recovery that brought nothing', () => {
    const timeline = follow(merge(emptyTimeline, page([1, 2], 2)), { offset: 90, epoch })
    expect(isBehind(timeline)).toBe(true)
  })

  test('goes on where a page ended that holds much of the thread itself and no message', () => {
    const crowded = { ...page([], 300, true), from: 201 }
    const timeline = merge(emptyTimeline, crowded)
    expect(olderThan(timeline)).toBe(201)
    expect(olderThan(merge(timeline, { ...page([2], 300), from: 1 }, 201))).toBeNull()
  })

  test('K2: marks what is missing between the newest page and what it had', () => {
    const before = follow(merge(emptyTimeline, page([1, 2], 2)), { offset: 90, epoch })
    const timeline = merge(before, page([80, 85, 90], 90, true))
    expect(isBehind(timeline)).toBe(false)
    expect(gaps(timeline)).toEqual([{ from: 3, to: 79 }])
    expect(gaps(merge(timeline, page([50, 79], 90, true), 80))).toEqual([{ from: 3, to: 49 }])
  })

  test('does not take an answer that overtook the events before it for a gap', () => {
    const timeline = acknowledge(merge(emptyTimeline, page([1, 2], 2)), 5, view(message(5)))
    expect(gaps(timeline)).toEqual([])
    expect(isBehind(timeline)).toBe(false)
    expect(offsets(timeline)).toEqual([1, 2, 5])
  })

  test('S4: has one copy whichever of answer and event comes first', () => {
    const start = merge(emptyTimeline, page([1], 1))
    const answerFirst = apply(acknowledge(start, 2, view(message(2))), 2, view(message(2)), null)
    const eventFirst = acknowledge(apply(start, 2, view(message(2)), null), 2, view(message(2)))
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

  test('a page that was read before a change does not take the change back', () => {
    const live = apply(follow(emptyTimeline, { offset: 2, epoch }), 3, reaction(1, '👍', bob, true), null)
    expect(inOrder(merge(live, page([1, 2], 2)))[0]?.reactions).toEqual([{ emoji: '👍', users: [bob] }])
    expect(inOrder(merge(live, page([1, 2], 3)))[0]?.reactions).toBeUndefined()
  })

  test('S5: the event has the last word over the answer that overtook it', () => {
    const start = merge(emptyTimeline, page([1], 1))
    const answered = acknowledge(start, 2, pin(1, 'guessed'))
    const told = apply(answered, 2, pin(1, 'as it was'), null)
    expect(inOrder(told)[0]?.pinnedAt).toBe('as it was')
    expect(acknowledge(told, 2, pin(1, 'guessed'))).toBe(told)
  })

  test('a message that was edited far up is not shown before its place is known', () => {
    const timeline = apply(
      merge(emptyTimeline, page([80, 90], 90, true)),
      91,
      view(message(3, { text: 'edited' })),
      null,
    )
    expect(offsets(timeline)).toEqual([80, 90])
    expect(inOrder(merge(timeline, page([3], 90), 80))[0]?.text).toBe('edited')
  })

  test('what may have changed unseen is read again', () => {
    const before = merge(follow(emptyTimeline, { offset: 9, epoch }), page([1, 5, 9], 9))
    expect(staleBefore(before)).toBeNull()
    const missed = merge(follow(before, { offset: 90, epoch }), page([80, 90], 90, true))
    expect(staleBefore(missed)).toBe(10)
    const again = merge(missed, page([5, 9], 91, true), 10)
    expect(staleBefore(again)).toBe(2)
    expect(staleBefore(merge(again, page([1], 91), 2))).toBeNull()
  })

  test('what a later page of the same stretch does not hold is no more', () => {
    const before = merge(emptyTimeline, page([1, 2, 3], 3))
    expect(offsets(merge(before, page([1, 3], 5)))).toEqual([1, 3])
    expect(offsets(merge(before, page([3], 5, true)))).toEqual([1, 2, 3])
  })

  test('ends as the log, and never hides a hole, in whatever order things come', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const story = new Story(seed)
      for (let step = 0; step < 60; step++) {
        story.next()
        story.hidesNothing()
      }
      story.catchUp()
      expect(inOrder(story.timeline), story.name).toEqual(story.written)
      expect(notesInOrder(story.timeline), story.name).toEqual(story.noted)
    }
  }, 60_000)
})

/** One thread's life as a page may see it: anything may come late, twice, or not at all until it is asked for. */
class Story {
  readonly name: string
  timeline: Timeline = emptyTimeline
  /** The server's log, and its messages as they are after each place of it. */
  readonly #log: ChatEvent[] = []
  readonly #states: (readonly Message[])[] = [[]]
  readonly #pick: (below: number) => number
  readonly #underway: (() => void)[] = []
  /** Pages among them; nothing is let go while there are any, as a page has only one load at a time. */
  #asked = 0
  #delivered = 0

  constructor(seed: number) {
    this.name = `seed ${seed}`
    this.#pick = seeded(seed)
    for (let i = this.#pick(40); i > 0; i--) this.#change()
    this.#delivered = this.#log.length
    this.timeline = follow(this.timeline, { offset: this.#log.length, epoch })
  }

  get written(): readonly Message[] {
    return this.#states.at(-1) ?? []
  }

  /** What happened to the thread itself. */
  get noted(): readonly (readonly [number, ThreadEvent])[] {
    return this.#log.flatMap((event, at) => {
      const note = threadEvent(event)
      return note ? [[at + 1, note] as const] : []
    })
  }

  next(): void {
    const steps = [
      () => this.#change(),
      () => this.#change(),
      () => this.#deliver(),
      () => this.#change((answer) => this.#underway.push(answer)),
      () => this.#ask(),
      () => this.#ask(olderThan(this.timeline) ?? undefined),
      () => this.#ask((gaps(this.timeline)[0]?.to ?? this.#log.length) + 1),
      () => this.#ask(staleBefore(this.timeline) ?? undefined),
      () => this.#askNewer(),
      () => this.#askAround(),
      () => this.#ask(undefined, toNewest),
      () => this.#letGo(),
      () => this.#letGo(),
      () => this.#reconnect(),
      () => this.#arrive(),
      () => this.#arrive(),
    ]
    steps[this.#pick(steps.length)]?.()
  }

  /**
   * Every offset that is neither marked as missing nor at an end still to be loaded shows the message that the log has there;
   * and when nothing is missing, late or stale, each is what it is by now.
   */
  hidesNothing(): void {
    const { known, cut } = this.timeline
    const isKnown = (posted: Message) => covers(known, posted.offset) && posted.offset <= (cut ?? Infinity)
    const here = this.written.filter(isKnown)
    const shown = inOrder(this.timeline)
    const noted = this.noted.filter(([offset]) => covers(known, offset) && offset <= (cut ?? Infinity))
    expect(notesInOrder(this.timeline), this.name).toEqual(noted)
    const isCurrent = this.#delivered === this.#log.length && staleBefore(this.timeline) === null
    if (isCurrent) expect(shown, this.name).toEqual(here)
    else expect(offsets(this.timeline), this.name).toEqual(here.map((posted) => posted.offset))
  }

  catchUp(): void {
    while (this.#underway.length > 0) this.#arrive()
    while (this.#delivered < this.#log.length) this.#deliver()
    for (let newer = newerBefore(this.timeline); newer !== null; newer = newerBefore(this.timeline))
      this.timeline = extend(this.timeline, this.#read(newer), newer)
    this.timeline = merge(this.timeline, this.#read())
    for (let gap = gaps(this.timeline)[0]; gap; gap = gaps(this.timeline)[0])
      this.timeline = merge(this.timeline, this.#read(gap.to + 1), gap.to + 1)
    for (let older = olderThan(this.timeline); older !== null; older = olderThan(this.timeline))
      this.timeline = merge(this.timeline, this.#read(older), older)
    for (let stale = staleBefore(this.timeline); stale !== null; stale = staleBefore(this.timeline))
      this.timeline = merge(this.timeline, this.#read(stale), stale)
    expect(isBehind(this.timeline), this.name).toBe(false)
  }

  /** Somebody posts, edits, deletes, reacts or pins. If it was me, an answer is on its way. */
  #change(answered?: (answer: () => void) => void): void {
    const offset = this.#log.length + 1
    const event = this.#event(offset)
    const change = changeOf(event)
    if (event.type === 'message.deleted') this.#redact(event.message)
    this.#log.push(event)
    this.#states.push(
      event.type === 'message.posted'
        ? [...this.written, event.message]
        : this.written.map((posted) => (posted.id === change?.id ? changed(posted, change) : posted)),
    )
    if (change) answered?.(() => (this.timeline = acknowledge(this.timeline, offset, this.#answer(change))))
  }

  #event(offset: number): ChatEvent {
    const target = this.written[this.#pick(this.written.length || 1)]
    const user = this.#pick(2) === 0 ? alice : bob
    const at = new Date(offset).toISOString()
    if (!target || this.#pick(3) === 0) return { type: 'message.posted', message: message(offset) }
    if (target.deletedAt !== undefined) return { type: 'nothing.changed', messageId: target.id, message: target }

    const emoji = ['👍', '🎉'][this.#pick(2)] ?? ''
    const has = target.reactions?.some((known) => known.emoji === emoji && known.users.some(({ id }) => id === user.id))
    const events: ChatEvent[] = [
      { type: 'message.edited', message: { ...target, text: `edited at ${offset}`, editedAt: at } },
      { type: 'message.deleted', message: { ...message(target.offset), text: '', deletedAt: at } },
      { type: has ? 'reaction.removed' : 'reaction.added', messageId: target.id, emoji, user },
      { type: has ? 'reaction.removed' : 'reaction.added', messageId: target.id, emoji, user },
      target.pinnedAt === undefined
        ? { type: 'message.pinned', messageId: target.id, at }
        : { type: 'message.unpinned', messageId: target.id },
      { type: 'nothing.changed', messageId: target.id },
      { type: 'thread.renamed', name: `named at ${offset}`, by: user },
      { type: 'member.left', user: bob, by: user },
      { type: 'thread.created', thread: { id: 1, name: 'room', private: false, offset, lastMessageAt: null } },
    ]
    return events[this.#pick(events.length)] ?? { type: 'nothing.changed' }
  }

  /** The answer to a pin does not say when. */
  #answer(change: Change): Change {
    return change.kind === 'pin' && change.at !== null ? { ...change, at: 'guessed' } : change
  }

  /** The log keeps the places of what was said, but not the words. */
  #redact(stub: Message): void {
    this.#log.forEach((event, at) => {
      if ((event.type === 'message.posted' || event.type === 'message.edited') && event.message.id === stub.id)
        this.#log[at] = { ...event, message: stub }
    })
  }

  #deliver(): void {
    const event = this.#log[this.#delivered]
    if (event) this.timeline = apply(this.timeline, ++this.#delivered, changeOf(event), threadEvent(event))
  }

  #ask(before?: number, takeIn: typeof extend = merge): void {
    const read = this.#read(before)
    this.#asked++
    this.#underway.push(() => {
      this.#asked--
      this.timeline = (this.#asked === 0 ? takeIn : merge)(this.timeline, read, before ?? read.offset + 1)
    })
  }

  /** As a page does it: with nothing else on its way. */
  #askNewer(): void {
    const before = newerBefore(this.timeline)
    if (before !== null && this.#asked === 0) this.#ask(before, extend)
  }

  #askAround(): void {
    if (this.#asked === 0) this.#ask(beforeAround(this.#pick(this.#log.length + 1)), moveTo)
  }

  #letGo(): void {
    const eye = this.#pick(2) === 0 ? null : this.#pick(this.#log.length + 1)
    if (this.#asked === 0) this.timeline = trim(this.timeline, eye, { most: 12, left: 8 })
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
    const messages = older.slice(-4)
    const more = older.length > 4
    const first = more ? (messages[0]?.offset ?? before) : 1
    const noted = this.noted.flatMap(([offset, content]) =>
      offset >= first && offset < before ? [{ offset, content }] : [],
    )
    // Only so many come with a page: where there are more, it begins later.
    const left = noted.at(-1 - mostEvents)
    const from = left ? left.offset + 1 : first
    return {
      messages: messages.filter(({ offset }) => offset >= from),
      events: noted.filter(({ offset }) => offset >= from),
      from,
      more: from > 1,
      offset: this.#log.length,
      epoch,
    }
  }
}
