import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { pathTo, pathWithin } from '../threads/useRoute'

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
      location.hash = pathWithin(offset)
    },
    linkTo: (offset) => new URL(pathTo(thread(), offset), location.href).href,
    leave() {
      if (isFromHere) history.back()
      else location.replace(pathWithin(null))
      isFromHere = false
    },
  }
}

/** The same for a branch beside its room. A link leads into it; what somebody goes to see while they are there is soon forgotten. */
export function useNearGoal(branch: number, parent: number, message: () => number | null): Goal {
  const place = shallowRef<{ readonly offset: number } | null>(null)
  watch(message, (offset) => (place.value = offset === null ? null : { offset }), { immediate: true })
  return {
    place: computed(() => place.value),
    goTo: (offset) => (place.value = { offset }),
    linkTo: (offset) => new URL(pathTo(parent, null, `branch-${branch}`, offset), location.href).href,
    leave: () => (place.value = null),
  }
}
