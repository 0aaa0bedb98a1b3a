import { computed, onScopeDispose, shallowReadonly, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { largestPage, type ChatApi } from '../api/client'
import { toRefusal } from '../api/refusal'
import type { StreamPosition } from '../api/types'
import { readEvent, threadOf } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import * as lines from './timeline'
import type { Range } from './ranges'
import { changeOf, type Change } from './versions'

/** The most pages to load at one wish. */
const furthest = 10

export type Loading = 'newest' | 'older' | 'gap' | 'again' | null

/** One thread's messages as this page knows them. */
export interface Conversation {
  readonly timeline: Readonly<Ref<lines.Timeline>>
  /** False until the newest page has come. */
  readonly isLoaded: Readonly<Ref<boolean>>
  readonly isBehind: ComputedRef<boolean>
  readonly loading: Readonly<Ref<Loading>>
  /** Why the last load did not succeed. */
  readonly problem: Readonly<Ref<string | null>>
  /** From now on keeps itself complete at its newest end. */
  open(): void
  loadNewest(): Promise<void>
  loadOlder(): Promise<void>
  /** Loads older messages until this offset is known, unless it is too far up. */
  reach(offset: number): Promise<void>
  loadGap(gap: Range): Promise<void>
}

interface LiveConversation extends Conversation {
  change(edit: (timeline: lines.Timeline) => lines.Timeline): void
}

export interface Conversations {
  of(thread: number): Conversation
  /** Takes in the answer to an own change. */
  acknowledge(thread: number, offset: number, change: Change): void
  /** Somebody told us how far a thread's log goes. */
  expect(thread: number, position: Pick<StreamPosition, 'offset'>): void
}

/** Follows every thread's log. Follow, then load: what arrives while a page is being read merges with it in any order. */
export function useConversations(connection: Connection, api: ChatApi): Conversations {
  const all = new Map<number, LiveConversation>()
  const of = (thread: number) => {
    const known = all.get(thread) ?? conversation(thread, connection, api)
    all.set(thread, known)
    return known
  }

  const stop = connection.listen({
    followed(channel, position) {
      const thread = threadOf(channel)
      if (thread !== null) of(thread).change((timeline) => lines.follow(timeline, position))
    },
    published(channel, offset, event) {
      const thread = threadOf(channel)
      // Without a place in the log it is for the moment only.
      if (thread !== null && offset > 0)
        of(thread).change((timeline) => lines.apply(timeline, offset, changeOf(readEvent(event))))
    },
  })
  onScopeDispose(stop)

  return {
    of,
    acknowledge: (thread, offset, change) =>
      of(thread).change((timeline) => lines.acknowledge(timeline, offset, change)),
    expect: (thread, { offset }) =>
      of(thread).change((timeline) => ({ ...timeline, top: Math.max(timeline.top, offset) })),
  }
}

function conversation(thread: number, connection: Connection, api: ChatApi): LiveConversation {
  const timeline = shallowRef(lines.emptyTimeline)
  const isOpen = shallowRef(false)
  const isLoaded = shallowRef(false)
  const loading = shallowRef<Loading>(null)
  const problem = shallowRef<string | null>(null)
  const isBehind = computed(() => isLoaded.value && lines.isBehind(timeline.value))

  let underway = Promise.resolve()
  function load(what: Exclude<Loading, null>, before?: number, limit?: number): Promise<void> {
    if (loading.value === null) underway = loadNow(what, before, limit)
    return underway
  }

  async function loadNow(what: Exclude<Loading, null>, before?: number, limit?: number): Promise<void> {
    loading.value = what
    problem.value = null
    try {
      const page = await api.history(thread, before, limit)
      timeline.value = lines.merge(timeline.value, page, before)
      if (what === 'newest') isLoaded.value = true
    } catch (error) {
      // Without a connection the next one loads again, unasked.
      if (connection.state.value === 'live') problem.value = toRefusal(error).message
    } finally {
      loading.value = null
    }
  }

  // Also waits for a page on its way: the newest end may have moved past it when it comes.
  watch(
    () => {
      const isReady = isOpen.value && connection.state.value === 'live' && loading.value === null
      if (!isReady || problem.value !== null) return null
      if (!isLoaded.value || isBehind.value) return 'newest'
      return lines.staleBefore(timeline.value)
    },
    (wanted) => {
      if (wanted === 'newest') void load('newest')
      else if (wanted !== null) void load('again', wanted, largestPage)
    },
    { immediate: true },
  )
  watch(connection.state, (state) => {
    if (state !== 'live') problem.value = null
  })

  return {
    timeline: shallowReadonly(timeline),
    isLoaded: shallowReadonly(isLoaded),
    isBehind,
    loading: shallowReadonly(loading),
    problem: shallowReadonly(problem),
    change: (edit) => (timeline.value = edit(timeline.value)),
    open: () => (isOpen.value = true),
    loadNewest: () => load('newest'),
    loadOlder: async () => {
      const before = lines.olderThan(timeline.value)
      if (isLoaded.value && before !== null) await load('older', before)
    },
    async reach(offset) {
      for (let page = 0; page < furthest && isLoaded.value && problem.value === null; page++) {
        const before = lines.olderThan(timeline.value)
        if (before === null || before <= offset) return
        await load('older', before, largestPage)
      }
    },
    loadGap: (gap) => load('gap', gap.to + 1, Math.min(gap.to - gap.from + 1, largestPage)),
  }
}
