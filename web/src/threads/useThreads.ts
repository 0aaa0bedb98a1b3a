import { computed, onScopeDispose, shallowReadonly, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { ChatApi } from '../api/client'
import type { Thread } from '../api/types'
import { postedMessage, readEvent, threadOf } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import type { Conversations } from '../messages/useConversations'
import { readSeen, writeSeen } from './seenStore'
import * as rooms from './threads'

export interface ThreadsHandle {
  readonly list: ComputedRef<readonly Thread[]>
  readonly isLoaded: Readonly<Ref<boolean>>
  isUnseen(thread: Thread): boolean
  /** Everything in this thread up to its newest event has been before my eyes. */
  see(thread: number): void
  /** Makes a room and answers its id. Rejects with a `Refusal`. */
  create(name: string, isPrivate: boolean): Promise<number>
}

const hiddenTooLong = 60_000

/** The threads I can see, kept up to date, with what is new in them since I last looked. */
export function useThreads(connection: Connection, api: ChatApi, conversations: Conversations): ThreadsHandle {
  const threads = shallowRef<rooms.Threads>(new Map())
  const seen = shallowRef<rooms.Seen>(new Map())
  const isLoaded = shallowRef(false)

  async function refresh(): Promise<void> {
    try {
      const list = await api.threads()
      seen.value = isLoaded.value ? seen.value : rooms.startSeen(seen.value, list)
      threads.value = rooms.replaceAll(threads.value, list)
      isLoaded.value = true
      for (const thread of list) conversations.expect(thread.id, thread)
    } catch {
      // The next connection asks again; a server that says "not now" is asked again when the page is looked at.
    }
  }

  function see(id: number): void {
    const thread = threads.value.get(id)
    if (thread) seen.value = rooms.see(seen.value, id, thread.offset)
  }

  watch(
    () => connection.me.value?.id,
    (user) => {
      if (user !== undefined) seen.value = readSeen(user)
    },
    { immediate: true, flush: 'sync' },
  )
  watch(connection.state, (state) => void (state === 'live' && refresh()), { immediate: true })
  watch(seen, (now) => {
    if (connection.me.value) writeSeen(connection.me.value.id, now)
  })
  useReturn(hiddenTooLong, () => void refresh())

  const stop = connection.listen({
    published(channel, offset, event) {
      const news = readEvent(event)
      const thread = threadOf(channel)
      if (thread === null && news?.type === 'thread.created') threads.value = rooms.add(threads.value, news.thread)
      const message = postedMessage(event)
      if (thread === null || !message) return
      threads.value = rooms.advance(threads.value, thread, offset)
      if (message.user.id === connection.me.value?.id) see(thread)
    },
  })
  onScopeDispose(stop)

  return {
    list: computed(() => rooms.inOrder(threads.value)),
    isLoaded: shallowReadonly(isLoaded),
    isUnseen: (thread) => rooms.isUnseen(thread, seen.value),
    see,
    async create(name, isPrivate) {
      const thread = await api.createThread(name, isPrivate)
      threads.value = rooms.add(threads.value, thread)
      see(thread.id)
      return thread.id
    },
  }
}

/** Calls back when the page is looked at again after a long time, in which a dead connection may have gone unnoticed. */
function useReturn(after: number, callback: () => void): void {
  let hiddenAt: number | null = null
  const look = () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now()
    else if (hiddenAt !== null && Date.now() - hiddenAt > after) callback()
  }
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => document.removeEventListener('visibilitychange', look))
}
