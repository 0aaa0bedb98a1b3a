import { computed, onScopeDispose, shallowReadonly, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { BranchesHandle } from './useBranches'
import type { ThreadsHandle } from './useThreads'

/** How long one can take it back. */
const regret = 10_000

export interface ReadAll {
  /** How many rooms and branches have something unread. */
  readonly count: ComputedRef<number>
  /** How many were just marked as read; null when it cannot be taken back any more. */
  readonly marked: Readonly<Ref<number | null>>
  mark(): void
  undo(): void
}

/** Marks every room and every branch that I follow as read, and takes it back. */
export function useReadAll(
  threads: Pick<ThreadsHandle, 'list' | 'read' | 'unread'>,
  branches: Pick<BranchesHandle, 'list'>,
): ReadAll {
  const all = computed(() => [...threads.list.value, ...branches.list.value.map(({ thread }) => thread)])
  const unread = computed(() => all.value.filter((thread) => thread.unread > 0))
  const marked = shallowRef<number | null>(null)
  let before: readonly { readonly id: number; readonly read: number }[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  return {
    count: computed(() => unread.value.length),
    marked: shallowReadonly(marked),
    mark() {
      before = unread.value.map(({ id, read }) => ({ id, read }))
      for (const { id, offset } of unread.value) threads.read(id, offset)
      marked.value = before.length
      clearTimeout(timer)
      timer = setTimeout(() => (marked.value = null), regret)
    },
    undo() {
      for (const { id, read } of before) threads.unread(id, read + 1)
      clearTimeout(timer)
      marked.value = null
    },
  }
}
