import { onScopeDispose, shallowReactive, watch } from 'vue'
import type { ChatApi } from '../api/client'
import { readEvent } from '../realtime/channels'
import type { Draft } from '../api/types'
import type { Connection } from '../realtime/connection'
import { draftStore, type Kept } from './draftStore'

/** What somebody has begun to write, by thread: on this device at once, so that neither a reload nor a sign-in loses it, and on all soon after. */
export interface Drafts {
  get(thread: number): string
  /** Somebody types. */
  set(thread: number, text: string): void
  /**
   * A message goes out. Answers whether it is what the server keeps as the draft there, and says nothing of what is begun after it
   * before `sent`.
   */
  sending(thread: number, writtenAt: number): boolean
  sent(thread: number, isGone: boolean): void
}

/** After the last key. */
const tellAfter = 300
/** Whoever has typed within this time is typing still, and is not interrupted by what they begin elsewhere. */
const typesFor = 5_000
/** What has waited longer may not be the draft any more: another device may keep a newer one. */
const freshFor = 2_000

export function useDrafts(
  connection: Connection,
  api: Pick<ChatApi, 'setDraft' | 'drafts'>,
  storage: Storage = localStorage,
): Drafts {
  const store = draftStore(storage)
  const texts = shallowReactive(new Map<string, Kept>())
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  const typedAt = new Map<number, number>()
  const underway = new Set<number>()
  const leaving = new Map<number, number>()

  const me = () => connection.me.value?.id ?? 0
  const find = (thread: number) => texts.get(`${me()} ${thread}`) ?? foundOf(thread)

  // What an earlier page left. To find it changes nothing that anybody shows.
  const found = new Map<string, Kept>()
  function foundOf(thread: number): Kept {
    const name = `${me()} ${thread}`
    const kept = found.get(name) ?? store.read(me(), thread) ?? nothing
    found.set(name, kept)
    return kept
  }

  function keep(thread: number, kept: Kept): void {
    texts.set(`${me()} ${thread}`, kept)
    store.write(me(), thread, kept)
  }

  /** Instead of what was to be done there before. */
  function soon(thread: number, pause: number, action: () => void): void {
    clearTimeout(timers.get(thread))
    timers.set(thread, setTimeout(action, pause))
  }
  const tellSoon = (thread: number) => soon(thread, tellAfter, () => void tell(thread))

  /** One word after the other for each thread. Without an answer the next connection says it. */
  async function tell(thread: number, isLate = false): Promise<void> {
    const said = find(thread)
    if (said.isTold || underway.has(thread) || leaving.has(thread) || connection.state.value !== 'live') return
    underway.add(thread)
    try {
      const kept = await api.setDraft(thread, said.text, isLate ? new Date(said.at).toISOString() : undefined)
      if (find(thread) === said) {
        keep(thread, { ...said, at: 0, isTold: true })
        // Another device may have typed later.
        hear(kept)
      }
    } catch {
      return
    } finally {
      underway.delete(thread)
    }
    if (!find(thread).isTold) tellSoon(thread)
  }

  function hear(draft: Draft): void {
    const here = find(draft.threadId)
    const typesUntil = (typedAt.get(draft.threadId) ?? 0) + typesFor
    const heard = toldBy(draft)
    if (!here.isTold || heard.at < here.at) return
    // What is told of my own typing changes nothing.
    if (heard.text === here.text || Date.now() >= typesUntil) keep(draft.threadId, heard)
    else soon(draft.threadId, typesUntil - Date.now(), () => hear(draft))
  }

  async function load(): Promise<void> {
    const before = new Map(store.all(me()).map((thread) => [thread, find(thread)]))
    for (const [thread, { isTold }] of before) if (!isTold) void tell(thread, true)
    const drafts = await api.drafts()
    drafts.forEach(hear)
    const there = new Set(drafts.map(({ threadId }) => threadId))
    // Sent or taken back on another device.
    for (const [thread, kept] of before)
      if (kept.isTold && !there.has(thread) && find(thread) === kept && drafts.length < mostListed)
        keep(thread, { ...kept, text: '' })
  }

  watch(
    [connection.state, () => connection.me.value?.id],
    ([state, id]) => {
      // Without an answer the next connection asks again.
      if (state === 'live' && id !== undefined) load().catch(() => undefined)
    },
    { immediate: true },
  )
  const stop = connection.listen({
    published(_channel, _offset, data) {
      const event = readEvent(data)
      if (event?.type === 'draft.changed') hear(event)
    },
  })
  onScopeDispose(() => {
    stop()
    for (const timer of timers.values()) clearTimeout(timer)
  })

  return {
    get: (thread) => find(thread).text,
    set(thread, text) {
      typedAt.set(thread, Date.now())
      if (find(thread).text === text) return
      keep(thread, { text, at: Date.now(), isTold: false })
      tellSoon(thread)
    },
    sending(thread, writtenAt) {
      leaving.set(thread, (leaving.get(thread) ?? 0) + 1)
      return find(thread).text === '' && Date.now() - writtenAt < freshFor
    },
    sent(thread, isGone) {
      const left = (leaving.get(thread) ?? 1) - 1
      if (left > 0) leaving.set(thread, left)
      else leaving.delete(thread)
      const here = find(thread)
      if (isGone && here.text === '') keep(thread, { ...here, at: 0, isTold: true })
      else if (!here.isTold) tellSoon(thread)
    },
  }
}

/** As many as the server lists. */
const mostListed = 200
const nothing: Kept = { text: '', at: 0, isTold: true }

function toldBy({ text, updatedAt }: Draft): Kept {
  return { text, at: Date.parse(updatedAt), isTold: true }
}
