import { shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import type { Route } from './useRoute'
import type { ThreadsHandle } from './useThreads'

/**
 * An address may name a thread that is in no list: a branch, which opens beside its room. Answers whether the server is still being
 * asked what it is.
 */
export function useBranchAddress(
  route: Pick<Route, 'thread' | 'message' | 'openBranchInstead'>,
  threads: Pick<ThreadsHandle, 'list' | 'isLoaded' | 'get' | 'learn'>,
): Readonly<Ref<boolean>> {
  const isAsking = shallowRef(false)
  const isListed = (wanted: number) => threads.list.value.some(({ id }) => id === wanted)

  watch(
    [route.thread, route.message, threads.isLoaded],
    async ([wanted, message, isLoaded]) => {
      if (wanted === null || !isLoaded || isListed(wanted)) return
      isAsking.value = true
      // Without an answer it is nobody's to see.
      if (!threads.get(wanted)) await threads.learn(wanted).catch(() => undefined)
      isAsking.value = false
      const parent = threads.get(wanted)?.parent
      // Whoever has gone elsewhere meanwhile is not called back.
      if (parent && route.thread.value === wanted) route.openBranchInstead(parent.thread, wanted, message)
    },
    { immediate: true },
  )
  return shallowReadonly(isAsking)
}
