import { computed, onScopeDispose, shallowReactive, watch, type ComputedRef } from 'vue'
import type { ChatApi } from '../api/client'
import type { Branch, Message } from '../api/types'
import type { Conversations } from '../messages/useConversations'
import { readEvent, threadOf } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import type { ThreadsHandle } from './useThreads'

export interface BranchesHandle {
  /** Those that I follow, as far as they are known, the liveliest first. */
  readonly list: ComputedRef<readonly Branch[]>
}

/** The branches that I follow, the hundred liveliest of them and whatever comes, with what is unread in each. */
export function useBranches(
  connection: Connection,
  api: Pick<ChatApi, 'branches' | 'message'>,
  threads: Pick<ThreadsHandle, 'get' | 'learn' | 'takeIn'>,
  conversations: Pick<Conversations, 'all'>,
): BranchesHandle {
  const roots = shallowReactive(new Map<number, Message>())

  async function load(): Promise<void> {
    for (const { thread, message } of await api.branches()) {
      threads.takeIn(thread)
      roots.set(thread.id, message)
    }
  }

  async function find(branch: number): Promise<void> {
    await threads.learn(branch)
    const parent = threads.get(branch)?.parent
    if (parent && !roots.has(branch)) roots.set(branch, await api.message(parent.message))
  }

  function asNow(branch: number, root: Message): Branch | null {
    const thread = threads.get(branch)
    if (thread?.follows !== true || !thread.parent) return null
    // Where it is loaded, it is kept up to date.
    const room = conversations.all().get(thread.parent.thread)
    return { thread, message: room?.timeline.value.versions.get(root.id)?.now ?? root }
  }

  // Without an answer the next connection asks again.
  const later = () => undefined
  watch(connection.state, (state) => void (state === 'live' && load().catch(later)), { immediate: true })
  const stop = connection.listen({
    published(channel, _offset, data) {
      const event = readEvent(data)
      if (event?.type === 'thread.followed') void find(event.thread.id).catch(later)
      const branch = threadOf(channel)
      const isRetold = event?.type === 'message.edited' || event?.type === 'message.deleted'
      // What it had said may have counted.
      if (branch !== null && roots.has(branch) && isRetold && event.message.offset > (threads.get(branch)?.read ?? 0))
        void find(branch).catch(later)
    },
  })
  onScopeDispose(stop)

  return {
    list: computed(() =>
      [...roots]
        .map(([branch, root]) => asNow(branch, root))
        .filter((branch) => branch !== null)
        .sort((one, other) => lastWord(other) - lastWord(one)),
    ),
  }
}

function lastWord({ thread }: Branch): number {
  return thread.lastMessageAt === null ? 0 : Date.parse(thread.lastMessageAt)
}
