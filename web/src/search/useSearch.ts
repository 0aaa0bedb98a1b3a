import {
  computed,
  inject,
  onScopeDispose,
  provide,
  shallowReadonly,
  shallowRef,
  watch,
  type InjectionKey,
  type Ref,
} from 'vue'
import type { ChatApi, FoundMessage } from '../api/client'
import { inWords, toRefusal } from '../api/refusal'
import { needed } from '../chat'
import { words } from '../language/words'
import type { Connection } from '../realtime/connection'
import { hasWord } from './marking'

/** After the last key. */
const pause = 250

/** A search may be cut short without having found anything; so often it goes on by itself. */
const mostTries = 5

/** What was asked last. */
export interface Asked {
  readonly query: string
  /** Null for everywhere. */
  readonly thread: number | null
}

export type SearchState = 'idle' | 'asking' | 'found' | 'failed' | 'offline'

/** A search stays as it is while somebody looks at what it has found. */
export interface Search {
  readonly query: Ref<string>
  readonly isEverywhere: Ref<boolean>
  /** The room that is searched unless everything is. */
  readonly room: Ref<number | null>
  readonly state: Readonly<Ref<SearchState>>
  /** What the found messages were found by; null for nothing. */
  readonly asked: Readonly<Ref<Asked | null>>
  readonly found: Readonly<Ref<readonly FoundMessage[]>>
  readonly hasMore: Readonly<Ref<boolean>>
  readonly isComplete: Readonly<Ref<boolean>>
  /** Why it failed. */
  readonly problem: Readonly<Ref<string>>
  /** The one that Enter opens. */
  readonly place: Ref<number>
  /** Somebody wants to type into the field: counts how often. */
  readonly calls: Readonly<Ref<number>>
  call(): void
  /** Looks for this wherever I read. */
  begin(query: string): void
  again(): Promise<void>
  more(): Promise<void>
  /** Goes to a found message. One result after the other: Back leads to the results from each. */
  goTo(hash: string): void
  /** Goes back to the results from there. False if somebody is not there. */
  goBack(): boolean
}

const key: InjectionKey<Search> = Symbol('search')

export function provideSearch(api: Pick<ChatApi, 'search'>, connection: Pick<Connection, 'state'>): Search {
  const search = createSearch(api, connection)
  provide(key, search)
  return search
}

export function useSearch(): Search {
  return needed(inject(key))
}

export function createSearch(api: Pick<ChatApi, 'search'>, connection: Pick<Connection, 'state'>): Search {
  const query = shallowRef('')
  const room = shallowRef<number | null>(null)
  const isEverywhere = shallowRef(false)
  const state = shallowRef<SearchState>('idle')
  const asked = shallowRef<Asked | null>(null)
  const found = shallowRef<readonly FoundMessage[]>([])
  const next = shallowRef<unknown>(null)
  const isComplete = shallowRef(true)
  const problem = shallowRef('')
  const place = shallowRef(0)
  const calls = shallowRef(0)
  const wanted = computed<Asked>(() => ({ query: query.value.trim(), thread: isEverywhere.value ? null : room.value }))
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0
  let gone: string | null = null

  const isLive = () => connection.state.value === 'live'

  /** Everything that is under way is of no use any more. */
  function stop(): void {
    clearTimeout(timer)
    turn++
  }

  function forget(): void {
    state.value = 'idle'
    asked.value = null
    found.value = []
    next.value = null
    place.value = 0
  }

  async function read(what: Asked, after: unknown): Promise<void> {
    const mine = ++turn
    if (!isLive()) {
      // What answers another question is no answer.
      if (asked.value?.query !== what.query) forget()
      state.value = 'offline'
      return
    }
    state.value = 'asking'
    try {
      let page = await api.search(what.query, what.thread, after)
      for (let tries = 1; tries < mostTries && page.found.length === 0 && page.next != null && mine === turn; tries++)
        page = await api.search(what.query, what.thread, page.next)
      if (mine !== turn) return
      const isFirst = after === null
      found.value = isFirst ? page.found : [...found.value, ...page.found]
      if (isFirst) place.value = 0
      next.value = page.next ?? null
      isComplete.value = page.complete
      asked.value = what
      state.value = 'found'
    } catch (error) {
      if (mine !== turn) return
      const refusal = toRefusal(error)
      problem.value =
        refusal.kind === 'refused' || refusal.kind === 'later' ? inWords(refusal) : words.problems.unanswered
      state.value = isLive() ? 'failed' : 'offline'
    }
  }

  async function again(): Promise<void> {
    stop()
    if (hasWord(wanted.value.query)) await read(wanted.value, null)
  }

  watch(wanted, (now, before) => {
    if (now.query === before.query && now.thread === before.thread) return
    stop()
    // What was found elsewhere is no answer here.
    if (!hasWord(now.query) || now.thread !== before.thread) forget()
    if (hasWord(now.query)) timer = setTimeout(() => void again(), pause)
  })
  watch(connection.state, (now) => {
    if (now === 'live' && state.value === 'offline') void again()
  })
  onScopeDispose(stop)

  return {
    query,
    isEverywhere,
    room,
    state: shallowReadonly(state),
    asked: shallowReadonly(asked),
    found: shallowReadonly(found),
    hasMore: computed(() => next.value !== null),
    isComplete: shallowReadonly(isComplete),
    problem: shallowReadonly(problem),
    place,
    calls: shallowReadonly(calls),
    call: () => calls.value++,
    begin(text) {
      query.value = text
      isEverywhere.value = true
    },
    again,
    async more() {
      if (state.value !== 'asking' && asked.value && next.value !== null) await read(asked.value, next.value)
    },
    goTo(hash) {
      if (gone !== null && location.hash === gone) location.replace(hash)
      else location.hash = hash
      gone = hash
    },
    goBack() {
      if (gone === null || location.hash !== gone) return false
      gone = null
      calls.value++
      history.back()
      return true
    },
  }
}
