import { nextTick, shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import type { Conversation } from './useConversations'

export interface Opening {
  /** Whether the place to start reading has been found. */
  readonly isSettled: Readonly<Ref<boolean>>
  readonly isLineAbove: Readonly<Ref<boolean>>
  /** To be called when the reader scrolls. */
  lookForLine(): void
  toLine(): void
}

/** Opens a room where its reader left off: at the line "New" if it is not on the screen with everything below it, else at the end. */
export function useOpening(
  scroller: Readonly<Ref<HTMLElement | null>>,
  conversation: Conversation,
  line: () => number | null,
): Opening {
  const isSettled = shallowRef(false)
  const isLineAbove = shallowRef(false)
  const find = () => scroller.value?.querySelector('[data-line]')

  function lookForLine(): void {
    const found = find()
    isLineAbove.value = Boolean(
      found && scroller.value && found.getBoundingClientRect().bottom < scroller.value.getBoundingClientRect().top,
    )
  }

  function toLine(): void {
    find()?.scrollIntoView({ block: 'start' })
    lookForLine()
  }

  watch(
    conversation.isLoaded,
    async (isLoaded) => {
      if (!isLoaded || isSettled.value) return
      const after = line()
      if (after !== null) await conversation.reach(after + 1)
      await nextTick()
      lookForLine()
      if (isLineAbove.value) toLine()
      isSettled.value = true
    },
    { immediate: true, flush: 'post' },
  )
  watch(line, () => void nextTick(lookForLine))

  return { isSettled: shallowReadonly(isSettled), isLineAbove: shallowReadonly(isLineAbove), lookForLine, toLine }
}
