import { onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'
import type { ChatApi } from '../api/client'
import { inWords, toRefusal } from '../api/refusal'
import type { Member } from '../api/types'
import { threadEvent, threadOf } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import { after, inOrder } from './members'

const page = 50

export interface Members {
  readonly list: Readonly<Ref<readonly Member[]>>
  /** Whether there are more than those in the list. */
  readonly hasMore: Readonly<Ref<boolean>>
  readonly isLoading: Readonly<Ref<boolean>>
  readonly problem: Readonly<Ref<string>>
  loadMore(): Promise<void>
}

/** A thread's members, page by page, kept up to date by what its log tells. */
export function useMembers(connection: Connection, api: ChatApi, thread: number): Members {
  /** Ascending by id, as the pages are. */
  const known = shallowRef<readonly Member[]>([])
  const list = shallowRef<readonly Member[]>([])
  const hasMore = shallowRef(true)
  const isLoading = shallowRef(false)
  const problem = shallowRef('')

  function show(members: readonly Member[]): void {
    known.value = members
    // Pages come by id; once all are there, who has a say stands first.
    list.value = hasMore.value ? members : inOrder(members)
  }

  async function loadMore(): Promise<void> {
    if (isLoading.value || !hasMore.value) return
    isLoading.value = true
    problem.value = ''
    try {
      const members = await api.members(thread, known.value.at(-1)?.user.id ?? 0, page)
      const fresh = members.filter(({ user }) => known.value.every((member) => member.user.id !== user.id))
      hasMore.value = members.length === page
      show([...known.value, ...fresh])
    } catch (error) {
      problem.value = inWords(toRefusal(error))
    } finally {
      isLoading.value = false
    }
  }

  const stop = connection.listen({
    published(channel, _offset, data) {
      const event = threadOf(channel) === thread ? threadEvent(data) : null
      if (event) show(after(known.value, event, hasMore.value))
    },
  })
  onScopeDispose(stop)
  void loadMore()

  return {
    list: shallowReadonly(list),
    hasMore: shallowReadonly(hasMore),
    isLoading: shallowReadonly(isLoading),
    problem: shallowReadonly(problem),
    loadMore,
  }
}
