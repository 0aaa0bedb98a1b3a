import { nextTick, watch, type Ref } from 'vue'
import type { Conversation } from './useConversations'

/** Far enough ahead that most readers never meet the end. */
const loadAhead = 1000

export interface Ends {
  /** To be called when the reader scrolls. */
  loadSoon(): void
}

/** Loads older messages before the reader comes to the upper end, and newer ones where those were let go. */
export function useEnds(
  scroller: Readonly<Ref<HTMLElement | null>>,
  conversation: Conversation,
  rows: () => unknown,
): Ends {
  const { loading, isPausing, hasNewer } = conversation

  function loadSoon(): void {
    const element = scroller.value
    if (!element || isPausing.value || loading.value !== null) return
    const above = element.scrollTop
    const below = element.scrollHeight - above - element.clientHeight
    if (hasNewer.value && below < loadAhead && below <= above) void conversation.loadNewer()
    else if (above < loadAhead) void conversation.loadOlder()
  }

  // A page may not fill the screen, and only a screen that overflows can be scrolled.
  watch([rows, loading, isPausing], () => void nextTick(loadSoon), { flush: 'post', immediate: true })

  return { loadSoon }
}
