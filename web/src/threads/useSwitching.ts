import { shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import { neighbour } from './switching'
import { togglePanel, type Route } from './useRoute'
import { useShortcuts } from './useShortcuts'
import type { ThreadsHandle } from './useThreads'

export interface Switching {
  /** What lies over the page. */
  readonly overlay: Ref<'switcher' | 'help' | null>
  /** Where I have been, the last first. */
  readonly recent: Readonly<Ref<readonly number[]>>
  go(thread: number): void
}

/** Going from room to room by keys. */
export function useSwitching(route: Route, threads: ThreadsHandle, search: () => void): Switching {
  const overlay = shallowRef<'switcher' | 'help' | null>(null)
  const recent = shallowRef<readonly number[]>([])

  const inList = () => threads.list.value.filter(({ archivedAt }) => archivedAt === undefined)

  watch(
    route.thread,
    (open) => {
      if (open !== null) recent.value = [open, ...recent.value.filter((id) => id !== open)]
    },
    { immediate: true },
  )
  useShortcuts({
    step(step, isUnreadOnly) {
      const room = neighbour(inList(), route.thread.value, step, isUnreadOnly)
      if (room) route.open(room.id)
    },
    openSwitcher: () => (overlay.value = 'switcher'),
    openHelp: () => (overlay.value = 'help'),
    search,
    togglePanel: () => togglePanel(route, 'members'),
  })

  return {
    overlay,
    recent: shallowReadonly(recent),
    go(thread) {
      overlay.value = null
      route.open(thread)
    },
  }
}
