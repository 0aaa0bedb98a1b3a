import { nextTick, shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import { startsAt } from './startAt'
import { olderThan } from './timeline'
import type { Conversation } from './useConversations'

export interface Opening {
  /** Whether the place to start reading has been found. */
  readonly isSettled: Readonly<Ref<boolean>>
  readonly isLineAbove: Readonly<Ref<boolean>>
  /** To be called when the reader scrolls. */
  lookForLine(): void
  toLine(): Promise<void>
}

/**
 * Opens a room where its reader left off, unless they want to start at the newest: at the line "New" if it is not on the screen with
 * everything below it, else at the end.
 * `isElsewhere` says that somebody came to see something else.
 */
export function useOpening(
  scroller: Readonly<Ref<HTMLElement | null>>,
  conversation: Conversation,
  line: () => number | null,
  isElsewhere: () => boolean,
): Opening {
  const isSettled = shallowRef(false)
  const isLineAbove = shallowRef(false)
  const find = () => scroller.value?.querySelector('[data-line]')

  function lookForLine(): void {
    const found = find()
    const edge = scroller.value?.getBoundingClientRect().top ?? 0
    isLineAbove.value = found ? found.getBoundingClientRect().bottom < edge : isOutOfSight()
  }

  /** Above all that is loaded. Who has never been here did not leave off anywhere. */
  function isOutOfSight(): boolean {
    const after = line()
    return after !== null && after > 0 && (olderThan(conversation.timeline.value) ?? 0) > after + 1
  }

  async function toLine(): Promise<void> {
    const after = line()
    if (after !== null && !find()) await conversation.show(after + 1)
    // Everything was marked as read meanwhile.
    if (line() === null && conversation.hasNewer.value) await conversation.loadNewest()
    await nextTick()
    find()?.scrollIntoView({ block: 'start' })
    lookForLine()
  }

  watch(
    conversation.isLoaded,
    async (isLoaded) => {
      if (!isLoaded || isSettled.value) return
      if (!isElsewhere()) {
        await nextTick()
        lookForLine()
        if (isLineAbove.value && startsAt.value === 'line') await toLine()
      }
      isSettled.value = true
    },
    { immediate: true, flush: 'post' },
  )
  watch(line, () => void nextTick(lookForLine))

  return { isSettled: shallowReadonly(isSettled), isLineAbove: shallowReadonly(isLineAbove), lookForLine, toLine }
}
