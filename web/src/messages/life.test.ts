import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chatApi } from '../api/client'
import type { HistoryPage, Message } from '../api/types'
import { alice, bob, FakeConnection, message, noUploads, seeded } from '../testing'
import type { Outgoing } from './outbox'
import { layOut } from './rows'
import { emptyTimeline, gaps, merge, olderThan } from './timeline'
import { useConversations, type Conversations } from './useConversations'
import type { OutboxStore } from './outboxStore'
import { useOutbox, type OutboxHandle } from './useOutbox'

const epoch = 'orchard'
const rooms = [7, 8, 9]
const lost = 'connection closed'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('S2, S3, S4: whatever is lost, late or reloaded, what was written arrives once, in order, and all see the same', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const life = new Life(seed)
    for (let step = 0; step < 120; step++) await life.next()
    await life.comesToRest()
    for (const room of rooms) {
      expect(life.arrived(room), `seed ${seed}, room ${room}`).toEqual(life.written.get(room) ?? [])
      expect(await life.shown(room), `seed ${seed}, room ${room}`).toEqual(life.fresh(room))
    }
    expect(life.kept.size, `seed ${seed}`).toBe(0)
    life.ends()
  }
}, 60_000)

/** On its way back. */
interface Answer {
  deliver(): void
  lose(): void
}

/** Alice, her browser and its connection, and a server that holds the truth. */
class Life {
  readonly written = new Map<number, string[]>()
  /** What the browser keeps through a reload. */
  readonly kept = new Map<string, Outgoing>()
  readonly #logs = new Map(rooms.map((room): [number, Message[]] => [room, []]))
  readonly #heard = new Map(rooms.map((room): [number, number] => [room, 0]))
  readonly #pick: (below: number) => number
  #answers: Answer[] = []
  #connection = new FakeConnection()
  #scope: EffectScope = effectScope()
  #conversations!: Conversations
  #outbox!: OutboxHandle

  constructor(seed: number) {
    this.#pick = seeded(seed)
    for (const room of rooms) for (let i = this.#pick(80); i > 0; i--) this.#post(room, bob, 'before', null)
    this.#opens()
  }

  async next(): Promise<void> {
    const steps = [
      () => this.#writes(),
      () => this.#writes(),
      () => this.#post(this.#room(), bob, 'meanwhile', null),
      () => this.#takes(),
      () => this.#takes(),
      () => this.#answersOne(),
      () => this.#answersOne(),
      () => this.#tells(this.#room()),
      () => this.#tells(this.#room()),
      () => this.#loses(),
      () => this.#returns(),
      () => this.#pick(4) === 0 && this.#reloads(),
    ]
    steps[this.#pick(steps.length)]?.()
    await vi.advanceTimersByTimeAsync(this.#pick(3) * 100)
  }

  async comesToRest(): Promise<void> {
    this.#returns()
    for (let quiet = 0; quiet < 5; quiet++) {
      while (this.#connection.calls.length + this.#answers.length > 0) {
        this.#takes()
        this.#answersOne()
        quiet = 0
        await vi.advanceTimersByTimeAsync(0)
      }
      for (const room of rooms) while (this.#tells(room)) quiet = 0
      for (const { clientId, state } of this.#outbox.messages.value)
        if (state === 'failed') this.#outbox.retry(clientId)
      await vi.advanceTimersByTimeAsync(10_000)
    }
  }

  arrived(room: number): readonly string[] {
    return this.#log(room).flatMap(({ user, text }) => (user.id === alice.id ? [text] : []))
  }

  /** The rows of a browser that has been through all of it, scrolled to the beginning, with every gap filled. */
  async shown(room: number): Promise<readonly string[]> {
    const conversation = this.#conversations.of(room)
    for (;;) {
      const [gap] = gaps(conversation.timeline.value)
      const isComplete = olderThan(conversation.timeline.value) === null && gap === undefined
      if (isComplete && conversation.loading.value === null) break
      void (gap ? conversation.loadGap(gap) : conversation.loadOlder())
      await vi.advanceTimersByTimeAsync(0)
      this.#takes()
      this.#answersOne()
      await vi.advanceTimersByTimeAsync(0)
    }
    return layOut(conversation.timeline.value, this.#outbox.messages.value, alice).map(({ key }) => key)
  }

  /** The rows of a browser that has just come. */
  fresh(room: number): readonly string[] {
    const log = this.#log(room)
    const page = { messages: log, more: false, offset: log.length, epoch }
    return layOut(merge(emptyTimeline, page), [], alice).map(({ key }) => key)
  }

  ends(): void {
    this.#scope.stop()
  }

  #opens(): void {
    this.#connection = new FakeConnection()
    this.#scope = effectScope()
    this.#scope.run(() => {
      const api = chatApi(this.#connection.call)
      const kept = this.kept
      this.#conversations = useConversations(this.#connection, api)
      const store: OutboxStore = {
        all: () => Promise.resolve([...kept.values()]),
        onLeft: () => undefined,
        put: (outgoing) => Promise.resolve(void kept.set(outgoing.clientId, outgoing)),
        remove: (clientId) => Promise.resolve(void kept.delete(clientId)),
      }
      const drafts = { sending: () => false, sent: () => undefined }
      this.#outbox = useOutbox(this.#connection, api, this.#conversations, store, drafts, noUploads)
    })
    for (const room of rooms) this.#conversations.of(room).open(() => null)
    this.#follows()
  }

  #writes(): void {
    const room = this.#room()
    const text = `no. ${this.#pick(1_000_000)}`
    this.written.set(room, [...(this.written.get(room) ?? []), text])
    this.#outbox.send(room, text)
  }

  /** The server takes one of the calls. Its answer is on its way from then on. */
  #takes(): void {
    const [call] = this.#connection.calls.splice(this.#pick(this.#connection.calls.length || 1), 1)
    if (!call) return
    const room = call.data['id'] as number
    if (call.method === 'thread:publish') {
      const posted = this.#post(room, alice, call.data['message'] as string, call.data['clientId'] as string)
      this.#answers.push({ deliver: () => call.answer({ message: posted }), lose: () => call.reject(1, lost) })
    } else {
      const page = this.#page(room, call.data)
      this.#answers.push({ deliver: () => call.answer(page), lose: () => call.reject(1, lost) })
    }
  }

  #answersOne(): void {
    this.#answers.splice(this.#pick(this.#answers.length || 1), 1)[0]?.deliver()
  }

  /** A client id that was seen before is the same message. */
  #post(room: number, user: typeof alice, text: string, clientId: string | null): Message {
    const log = this.#log(room)
    const known = log.find((posted) => clientId !== null && posted.clientId === clientId)
    if (known) return known
    const posted = message(log.length + 1, { user, text, clientId })
    log.push(posted)
    return posted
  }

  #page(room: number, { before = Infinity, limit = 100 }: { before?: number; limit?: number }): HistoryPage {
    const log = this.#log(room)
    const older = log.filter(({ offset }) => offset < before)
    return { messages: older.slice(-limit), more: older.length > limit, offset: log.length, epoch }
  }

  /** The next event of a room comes by. */
  #tells(room: number): boolean {
    const next = this.#log(room)[this.#heard.get(room) ?? 0]
    if (!next || this.#connection.state.value !== 'live') return false
    this.#heard.set(room, next.offset)
    this.#connection.publish(room, next)
    return true
  }

  /** Every call that is on its way is lost, whether the server had taken it or not. */
  #loses(): void {
    this.#connection.state.value = 'connecting'
    for (const answer of this.#answers.splice(0)) answer.lose()
    for (const call of this.#connection.calls.splice(0)) call.reject(1, lost)
  }

  #returns(): void {
    if (this.#connection.state.value === 'live') return
    this.#connection.state.value = 'live'
    this.#follows()
  }

  /** What was missed is recovered, or was too much. */
  #follows(): void {
    for (const room of rooms) {
      const offset = this.#log(room).length
      this.#connection.followed(room, { offset, epoch })
      if (this.#pick(2) === 0) this.#heard.set(room, offset)
    }
  }

  #reloads(): void {
    vi.setSystemTime(Date.now() + 500)
    this.#scope.stop()
    this.#answers = []
    this.#opens()
  }

  #room(): number {
    return rooms[this.#pick(rooms.length)] ?? 7
  }

  #log(room: number): Message[] {
    return this.#logs.get(room) ?? []
  }
}
