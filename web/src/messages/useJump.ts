import { nextTick, onScopeDispose, shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import type { Goal } from './useGoal'
import type { Conversation } from './useConversations'
import type { Place, ReadingPosition } from './useReadingPosition'

const litFor = 2_000

/**
 * Goes to the message that `goal` names, loading what is around it, and lights it up for a moment. When there is no goal
 * any more, the reader is back where they were.
 */
export function useJump(
  goal: Goal['place'],
  scroller: Readonly<Ref<HTMLElement | null>>,
  conversation: Conversation,
  position: ReadingPosition,
  toLatest: () => Promise<void>,
): Readonly<Ref<number | null>> {
  const lit = shallowRef<number | null>(null)
  let left: Place | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function go(offset: number): Promise<void> {
    await conversation.show(offset)
    await nextTick()
    // What was deleted meanwhile is not there; what follows it is.
    const lines = [...(scroller.value?.querySelectorAll<HTMLElement>('[data-offset]') ?? [])]
    const line = lines.find((element) => Number(element.dataset['offset']) >= offset)
    if (!line || goal.value?.offset !== offset) return
    line.scrollIntoView({ block: 'center' })
    position.note()
    line.focus({ preventScroll: true })
    lit.value = offset
    clearTimeout(timer)
    timer = setTimeout(() => (lit.value = null), litFor)
  }

  async function goBack(): Promise<void> {
    if (!left) return toLatest()
    await conversation.show(left.offset)
    await nextTick()
    position.goBack(left)
  }

  let went: Goal['place']['value'] = null
  watch(
    [goal, conversation.isLoaded],
    ([place, isLoaded]) => {
      if (!isLoaded || place === went) return
      if (went === null) left = position.here()
      went = place
      void (place === null ? goBack() : go(place.offset))
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(() => clearTimeout(timer))
  return shallowReadonly(lit)
}
