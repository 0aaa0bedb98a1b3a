import { computed, onScopeDispose, shallowReadonly, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { ChatApi } from '../api/client'
import type { MyThread, Thread, User } from '../api/types'
import { postedMessage, readEvent, threadEvent, threadOf } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import type { Conversations } from '../messages/useConversations'
import { asRun } from './access'
import { inOrder, named, sectionsOf, type Sections } from './sections'
import * as rooms from './threads'
import { useReader } from './useReader'

export interface ThreadsHandle {
  readonly sections: ComputedRef<Sections>
  /** All of them, in the order of the sections. */
  readonly list: ComputedRef<readonly MyThread[]>
  readonly isLoaded: Readonly<Ref<boolean>>
  /** One of them, or a branch that has been opened. */
  get(thread: number): MyThread | undefined
  /** What the server says of one of them, or of a branch. */
  takeIn(thread: MyThread): void
  /** Asks the server about a thread that may be in no list. Rejects with a `Refusal`. */
  learn(thread: number): Promise<void>
  /** Whether I hear of what is said in a branch. Rejects with a `Refusal`. */
  follow(branch: number, isOn: boolean): Promise<void>
  /** What was in the list when we were last here, until the server says. */
  assume(list: readonly MyThread[]): void
  /** I have seen everything in this thread up to there. */
  read(thread: number, offset: number): void
  /** From there on everything in this thread shall count as unread again. */
  unread(thread: number, offset: number): void
  /** Makes a room and answers its id. Rejects with a `Refusal`. */
  create(name: string, isPrivate: boolean): Promise<number>
  /** The conversation with these people; answers its id. Rejects with a `Refusal`. */
  openDirect(people: readonly User[]): Promise<number>
}

const hiddenTooLong = 60_000

/** The threads I can see, kept up to date, with what I have not read of them on any device. */
export function useThreads(connection: Connection, api: ChatApi, conversations: Conversations): ThreadsHandle {
  const threads = shallowRef<rooms.Threads>(new Map())
  const sections = computed(() =>
    sectionsOf([...threads.value.values()].map((thread) => named(thread, connection.me.value))),
  )
  const isLoaded = shallowRef(false)
  const reader = useReader(connection, api, (reading) => (threads.value = rooms.told(threads.value, reading)))
  // What came by while a list is on its way, which may be older.
  let meanwhile: ((now: rooms.Threads) => rooms.Threads)[] | null = null
  let isWantedAgain = false

  function change(edit: (now: rooms.Threads) => rooms.Threads): void {
    meanwhile?.push(edit)
    threads.value = edit(threads.value)
  }

  function mine<T extends Thread>(thread: T): T & Pick<MyThread, 'isRun'> {
    return asRun(thread, connection.role.value)
  }

  async function refresh(): Promise<void> {
    if (meanwhile) return void (isWantedAgain = true)
    meanwhile = []
    try {
      const list = (await api.threads()).map(mine)
      threads.value = meanwhile.reduce((now, edit) => edit(now), rooms.replaceAll(threads.value, list))
      isLoaded.value = true
      for (const thread of list) conversations.expect(thread.id, thread)
    } catch {
      // The next connection asks again; a server that says "not now" is asked again when the page is looked at.
    } finally {
      meanwhile = null
    }
    if (!isWantedAgain) return
    isWantedAgain = false
    await refresh()
  }

  function takeIn(found: MyThread): void {
    change((now) => rooms.learn(now, mine(found)))
    conversations.expect(found.id, found)
  }

  function hear(thread: number, offset: number, data: unknown): void {
    const me = connection.me.value
    if (!me) return
    const event = readEvent(data)
    const told = threadEvent(data)
    change((now) =>
      told ? rooms.happen(now, thread, offset, told, me) : rooms.advance(now, thread, offset, postedMessage(data), me),
    )
    // What it had said may have counted.
    const isRetold = event?.type === 'message.edited' || event?.type === 'message.deleted'
    if (isRetold && event.message.offset > (threads.value.get(thread)?.read ?? Infinity)) void refresh()
  }

  watch(connection.state, (state) => void (state === 'live' && refresh()), { immediate: true })
  useReturn(hiddenTooLong, () => void refresh())

  const stop = connection.listen({
    published(channel, offset, data) {
      const thread = threadOf(channel)
      if (thread !== null) {
        hear(thread, offset, data)
        return
      }
      const event = readEvent(data)
      if (event?.type === 'thread.created') {
        change((now) => rooms.add(now, mine(event.thread)))
        // Only the list knows what I am in it, and who else is.
        if (event.thread.private) void refresh()
      }
      if (event?.type === 'thread.notify') change((now) => rooms.quieten(now, event.threadId, event.level, event.muted))
      if (event?.type === 'thread.followed') change((now) => rooms.follow(now, event.thread.id, true))
      if (event?.type === 'thread.unfollowed') change((now) => rooms.follow(now, event.threadId, false))
      if (event?.type === 'thread.left') change((now) => rooms.leave(now, event.threadId))
      if (event?.type === 'thread.read' && reader.isNews(event)) change((now) => rooms.told(now, event))
    },
  })
  onScopeDispose(stop)

  return {
    sections,
    list: computed(() => inOrder(sections.value)),
    isLoaded: shallowReadonly(isLoaded),
    get: (thread) => threads.value.get(thread),
    takeIn,
    learn: async (thread) => takeIn(await api.show(thread)),
    async follow(branch, isOn) {
      await api.follow(branch, isOn)
      change((now) => rooms.follow(now, branch, isOn))
    },
    assume(list) {
      if (!isLoaded.value) change((now) => rooms.replaceAll(now, list))
    },
    read(thread, offset) {
      if (offset <= (threads.value.get(thread)?.read ?? Infinity)) return
      change((now) => rooms.readOn(now, thread, offset))
      reader.read(thread, offset)
    },
    unread: reader.unread,
    async create(name, isPrivate) {
      const thread = await api.createThread(name, isPrivate)
      change((now) => rooms.add(now, mine(thread), { role: 'owner' }))
      return thread.id
    },
    async openDirect(people) {
      const me = connection.me.value
      const thread = await api.openDirect(people.map(({ id }) => id))
      const all = [...people.filter(({ id }) => id !== me?.id), ...(me ? [me] : [])]
      change((now) => rooms.add(now, thread, { role: 'member', people: all }))
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
