import { onScopeDispose, watch } from 'vue'
import type { HistoryPage, MyThread, User } from '../api/types'
import type { Connection } from '../realtime/connection'
import type { Conversations } from '../messages/useConversations'
import { newestPage } from '../messages/window'
import type { ThreadsHandle } from '../threads/useThreads'
import type { Copy } from './copy'

/** How long to gather changes before they are written down. */
const pause = 1_000

/** Threads are kept with their newest messages. */
interface KeptThread {
  readonly thread: number
  readonly page: HistoryPage
}

/**
 * Keeps a copy of the list and of what was read, and shows it until the server has answered. It is an old page like any other: what has
 * happened since is missing, and asked for as soon as there is a connection.
 */
export function useOfflineCopy(
  connection: Connection,
  threads: Pick<ThreadsHandle, 'list' | 'isLoaded' | 'assume'>,
  conversations: Pick<Conversations, 'all' | 'assume'>,
  copy: Copy,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let known = 0
  const written = new Map<number, number>()

  async function show(): Promise<void> {
    const user = (await copy.read('user')) as User | undefined
    if (!user || (connection.me.value && connection.me.value.id !== user.id)) return
    const list = (await copy.read('threads')) as readonly MyThread[] | undefined
    const kept = (await copy.readAll('thread ')) as readonly KeptThread[]
    if (connection.state.value === 'live') return
    threads.assume(list ?? [])
    const mine = new Set(list?.map(({ id }) => id))
    for (const { thread, page } of kept) if (mine.has(thread)) conversations.assume(thread, page)
    connection.assume(user)
  }

  async function keep(): Promise<void> {
    timer = undefined
    await copy.write('threads', [...threads.list.value])
    await dropOthers(new Set(threads.list.value.map(({ id }) => id)))
    for (const [thread, { timeline, isLoaded }] of conversations.all()) {
      const page = isLoaded.value ? newestPage(timeline.value) : null
      if (!page || written.get(thread) === page.offset) continue
      written.set(thread, page.offset)
      await copy.write(`thread ${thread}`, { thread, page } satisfies KeptThread)
    }
  }

  /** What is mine no more. */
  async function dropOthers(mine: ReadonlySet<number>): Promise<void> {
    if (mine.size === known) return
    known = mine.size
    for (const { thread } of (await copy.readAll('thread ')) as readonly KeptThread[])
      if (!mine.has(thread)) await copy.remove(`thread ${thread}`)
  }

  const shown = show()
  // What somebody else left on this device is not for the one who is here now.
  watch(connection.state, async (state) => {
    const me = connection.me.value
    if (state !== 'live' || !me) return
    await shown
    const before = (await copy.read('user')) as User | undefined
    if (before && before.id !== me.id) await copy.clear()
    await copy.write('user', { ...me })
  })
  watch(
    () => [threads.list.value, ...[...conversations.all()].map(([, { timeline }]) => timeline.value)],
    () => {
      if (threads.isLoaded.value) timer ??= setTimeout(() => void keep(), pause)
    },
  )

  // Who signs out leaves nothing behind to be read by the next.
  const forget = (event: SubmitEvent) => {
    if (event.target instanceof HTMLFormElement && event.target.action.endsWith('/logout')) void copy.clear()
  }
  document.addEventListener('submit', forget)
  onScopeDispose(() => {
    clearTimeout(timer)
    document.removeEventListener('submit', forget)
  })
}
