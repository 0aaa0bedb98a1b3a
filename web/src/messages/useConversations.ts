import {
  computed,
  effectScope,
  onScopeDispose,
  shallowReactive,
  shallowReadonly,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
} from 'vue'
import { largestPage, type ChatApi } from '../api/client'
import { toRefusal } from '../api/refusal'
import type { HistoryPage, StreamPosition } from '../api/types'
import { readEvent, threadEvent, threadOf } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import * as lines from './timeline'
import { covers, type Range } from './ranges'
import { usePause } from './usePause'
import { changeOf, type Change } from './versions'
import { beforeAround, begin, extend, moveTo, newerBefore, toNewest, trim } from './window'

/** `again` reads anew what may have changed unseen. */
type Load = 'newest' | 'older' | 'newer' | 'around' | 'gap' | 'again'
export type Loading = Load | null

/** How many messages come when one is to be shown. */
const aroundLimit = 100

/** How a page of each kind becomes part of the timeline. */
const takeIn: Record<Load, (timeline: lines.Timeline, page: HistoryPage, before: number) => lines.Timeline> = {
  newest: toNewest,
  older: lines.merge,
  newer: extend,
  around: moveTo,
  gap: lines.merge,
  again: lines.merge,
}

/** One thread's messages as this page knows them. */
export interface Conversation {
  readonly timeline: Readonly<Ref<lines.Timeline>>
  /** False until the newest page has come. */
  readonly isLoaded: Readonly<Ref<boolean>>
  readonly isBehind: ComputedRef<boolean>
  readonly loading: Readonly<Ref<Loading>>
  /** What the server did not answer, until it has or somebody tries again. */
  readonly failed: Readonly<Ref<Loading>>
  /** Whether nothing is loaded by itself for a while, since something has just failed. */
  readonly isPausing: Readonly<Ref<boolean>>
  /** Whether messages at the newest end were let go, so that new ones are not shown. */
  readonly hasNewer: ComputedRef<boolean>
  /**
   * From now on keeps itself complete at its newest end, and lets go of what is far from the offset that `eye` answers, or from the
   * newest end when that is null. Answers how to look away.
   */
  open(eye: () => number | null): () => void
  loadNewest(): Promise<void>
  loadOlder(): Promise<void>
  loadNewer(): Promise<void>
  /** Shows the message at this offset and what is around it. */
  show(offset: number): Promise<void>
  loadGap(gap: Range): Promise<void>
  /** Asks once more for what failed. */
  retry(): Promise<void>
}

interface LiveConversation extends Conversation {
  change(edit: (timeline: lines.Timeline) => lines.Timeline): void
}

export interface Conversations {
  of(thread: number): Conversation
  /** Those that were asked for, by thread. */
  all(): ReadonlyMap<number, Conversation>
  /** Takes in the answer to an own change. */
  acknowledge(thread: number, offset: number, change: Change): void
  /** Takes in a page that was kept. What happened since is missing, and will be asked for. */
  assume(thread: number, page: HistoryPage): void
  /** Somebody told us how far a thread's log goes. */
  expect(thread: number, position: Pick<StreamPosition, 'offset'>): void
}

/** Follows every thread's log. Follow, then load: what arrives while a page is being read merges with it in any order. */
export function useConversations(connection: Connection, api: ChatApi): Conversations {
  const all = shallowReactive(new Map<number, LiveConversation>())
  // Not that of whoever asks first, who may be gone before the others.
  const scope = effectScope(true)
  const of = (thread: number) => {
    const known = all.get(thread) ?? scope.run(() => conversation(thread, connection, api))
    if (!known) throw new Error('The conversations have ended')
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
        of(thread).change((timeline) => lines.apply(timeline, offset, changeOf(readEvent(event)), threadEvent(event)))
    },
  })
  onScopeDispose(() => {
    stop()
    scope.stop()
  })

  return {
    of,
    all: () => all,
    acknowledge: (thread, offset, change) =>
      of(thread).change((timeline) => lines.acknowledge(timeline, offset, change)),
    assume: (thread, page) => of(thread).change((timeline) => lines.merge(timeline, page)),
    expect: (thread, { offset }) =>
      of(thread).change((timeline) => ({ ...timeline, top: Math.max(timeline.top, offset) })),
  }
}

function conversation(thread: number, connection: Connection, api: ChatApi): LiveConversation {
  const timeline = shallowRef(lines.emptyTimeline)
  const isOpen = shallowRef(false)
  const isLoaded = shallowRef(false)
  const loading = shallowRef<Loading>(null)
  const failed = shallowRef<Loading>(null)
  /** What somebody asked for and has not got. */
  const gap = shallowRef<Range | null>(null)
  const pause = usePause()
  let retry = () => Promise.resolve()
  const isBehind = computed(() => isLoaded.value && lines.isBehind(timeline.value))
  const nobody = () => null
  let eye: () => number | null = nobody

  function change(edit: (timeline: lines.Timeline) => lines.Timeline): void {
    const changed = edit(timeline.value)
    timeline.value = loading.value === null ? trim(changed, eye()) : changed
  }

  let underway = Promise.resolve()
  let opening = 0
  function load(what: Load, before?: number, limit?: number): Promise<void> {
    if (loading.value !== null) return underway
    failed.value = null
    return loadByItself(what, before, limit)
  }

  /** What failed before is said until it is there: somebody reads it. */
  function loadByItself(what: Load, before?: number, limit?: number): Promise<void> {
    if (loading.value === null) underway = loadNow(what, before, limit)
    return underway
  }

  function loadGap(wanted: Range, loader: typeof load): Promise<void> {
    if (wanted.from > (timeline.value.cut ?? Infinity)) return loader('newest')
    gap.value = wanted
    return loader('gap', wanted.to + 1, Math.min(wanted.to - wanted.from + 1, largestPage))
  }

  async function loadNow(what: Load, before?: number, limit?: number): Promise<void> {
    loading.value = what
    const asked = opening
    try {
      const page = await api.history(thread, before, limit)
      loading.value = null
      pause.end()
      failed.value = null
      if (what === 'gap') gap.value = null
      // It was for somebody who has gone.
      if (asked !== opening) return
      const isFirst = what === 'newest' && !isLoaded.value
      change((now) => (isFirst ? begin(now, page) : takeIn[what](now, page, before ?? page.offset + 1)))
      if (what === 'newest' || what === 'around') isLoaded.value = true
    } catch (error) {
      // Without a connection the next one loads again, unasked.
      if (connection.state.value === 'live') {
        failed.value = what
        pause.begin(toRefusal(error))
      }
      retry = () => load(what, before, limit)
    } finally {
      loading.value = null
    }
  }

  // Also waits for a page on its way: the newest end may have moved past it when it comes.
  watch(
    () => {
      const isReady = isOpen.value && connection.state.value === 'live' && loading.value === null
      if (!isReady || pause.isOn.value) return null
      if (!isLoaded.value || isBehind.value) return 'newest'
      const isMissing = lines.gaps(timeline.value).some(({ to }) => to === gap.value?.to)
      return isMissing ? gap.value : lines.staleBefore(timeline.value)
    },
    (wanted) => {
      if (wanted === 'newest') void loadByItself('newest')
      else if (typeof wanted === 'number') void loadByItself('again', wanted, largestPage)
      else if (wanted !== null) void loadGap(wanted, loadByItself)
    },
    { immediate: true },
  )
  watch(connection.state, (state) => {
    if (state === 'live') return
    failed.value = null
    pause.end()
  })

  return {
    timeline: shallowReadonly(timeline),
    isLoaded: shallowReadonly(isLoaded),
    isBehind,
    loading: shallowReadonly(loading),
    failed: shallowReadonly(failed),
    isPausing: pause.isOn,
    hasNewer: computed(() => timeline.value.cut !== null),
    change,
    open(looking) {
      eye = looking
      isOpen.value = true
      return () => {
        if (eye !== looking) return
        eye = nobody
        // Whoever comes back begins at the newest.
        if (timeline.value.cut === null) return
        timeline.value = { ...timeline.value, known: [], versions: new Map(), notes: new Map(), cut: null }
        isLoaded.value = false
        failed.value = null
        opening++
      }
    },
    async loadNewest() {
      await underway
      await load('newest')
    },
    loadOlder: async () => {
      const before = lines.olderThan(timeline.value)
      if (isLoaded.value && before !== null) await load('older', before)
    },
    loadNewer: async () => {
      const before = newerBefore(timeline.value)
      if (isLoaded.value && before !== null) await load('newer', before, before - 1 - (timeline.value.cut ?? 0))
    },
    async show(offset) {
      // What is loaded by itself may begin in the very moment in which another page has come.
      do await underway
      while (loading.value !== null)
      const { known, cut } = timeline.value
      if (!covers(known, offset) || offset > (cut ?? Infinity)) await load('around', beforeAround(offset), aroundLimit)
    },
    loadGap: (wanted) => loadGap(wanted, load),
    retry: () => retry(),
  }
}
