import { nextTick, onScopeDispose, shallowReadonly, shallowRef, watch, type Ref } from 'vue'

const litFor = 2_000

/** Goes to the message at the offset that `goal` holds, as soon as it is there, and lights it up for a moment. */
export function useGoal(
  goal: Ref<number | null>,
  scroller: Readonly<Ref<HTMLElement | null>>,
  content: () => unknown,
): Readonly<Ref<number | null>> {
  const lit = shallowRef<number | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(
    [goal, content],
    async () => {
      await nextTick()
      const line = scroller.value?.querySelector(`[data-offset="${goal.value ?? ''}"]`)
      if (goal.value === null || !line) return
      lit.value = goal.value
      goal.value = null
      line.scrollIntoView({ block: 'center' })
      clearTimeout(timer)
      timer = setTimeout(() => (lit.value = null), litFor)
    },
    { flush: 'post' },
  )
  onScopeDispose(() => clearTimeout(timer))
  return shallowReadonly(lit)
}
