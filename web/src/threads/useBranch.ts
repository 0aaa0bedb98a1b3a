import { computed, onScopeDispose, shallowReadonly, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { ChatApi } from '../api/client'
import { useAsking } from '../api/useAsking'
import type { Message, MyThread } from '../api/types'
import type { Conversations } from '../messages/useConversations'
import type { Connection } from '../realtime/connection'
import { followWhileOpen } from '../realtime/followWhileOpen'
import type { ThreadsHandle } from './useThreads'

export interface OpenBranch {
  /** Undefined until the server has told of it. */
  readonly thread: ComputedRef<MyThread | undefined>
  /** The message that it starts from. */
  readonly root: ComputedRef<Message | null>
  readonly problem: Readonly<Ref<string>>
}

/** A branch while somebody looks at it: its channel is followed for that time, and on when they have come to follow it. */
export function useBranch(id: number, { connection, api, threads, conversations }: Sources): OpenBranch {
  const fetched = shallowRef<Message | null>(null)
  const { problem, ask } = useAsking()
  const thread = computed(() => threads.get(id))
  const root = computed(() => {
    const parent = thread.value?.parent
    if (!parent) return null
    // Where it is loaded, it is kept up to date.
    return conversations.of(parent.thread).timeline.value.versions.get(parent.message)?.now ?? fetched.value
  })

  async function load(): Promise<void> {
    await threads.learn(id)
    const parent = threads.get(id)?.parent
    if (parent && root.value === null) fetched.value = await api.message(parent.message)
  }

  const end = followWhileOpen(connection, `thread:${id}`, id)
  onScopeDispose(() => end(thread.value?.follows === true))
  watch(connection.state, (state) => void (state === 'live' && ask(load)), { immediate: true })

  return { thread, root, problem: shallowReadonly(problem) }
}

interface Sources {
  readonly connection: Connection
  readonly api: ChatApi
  readonly threads: ThreadsHandle
  readonly conversations: Conversations
}
