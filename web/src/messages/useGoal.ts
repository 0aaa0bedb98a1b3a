import { computed, shallowRef, type ComputedRef } from 'vue'
import { pathTo } from '../threads/useRoute'

/** The message of the open thread that somebody went to see, which the address names. */
export interface Goal {
  readonly place: ComputedRef<{ readonly offset: number } | null>
  goTo(offset: number): void
  linkTo(offset: number): string
  /** Goes back to where they were. */
  leave(): void
}

export function useGoal(thread: () => number, message: () => number | null): Goal {
  // Going there twice is going there again.
  const times = shallowRef(0)
  // A link from outside has nothing to go back to.
  let isFromHere = false

  return {
    place: computed(() => {
      const offset = message()
      return times.value < 0 || offset === null ? null : { offset }
    }),
    goTo(offset) {
      if (message() === offset) {
        times.value++
        return
      }
      isFromHere = true
      location.hash = pathTo(thread(), offset)
    },
    linkTo: (offset) => new URL(pathTo(thread(), offset), location.href).href,
    leave() {
      if (isFromHere) history.back()
      else location.replace(pathTo(thread()))
      isFromHere = false
    },
  }
}

/** The same for a branch, which has no address of its own: what somebody went to see there is soon forgotten. */
export function useNearGoal(): Goal {
  const place = shallowRef<{ readonly offset: number } | null>(null)
  return {
    place: computed(() => place.value),
    goTo: (offset) => (place.value = { offset }),
    linkTo: () => location.href,
    leave: () => (place.value = null),
  }
}
