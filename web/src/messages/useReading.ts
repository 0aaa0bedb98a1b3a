import { onMounted, onScopeDispose, watch, type Ref } from 'vue'
import { useAttention } from './useAttention'

/** How long a message has to be looked at before it counts as read. */
const glance = 1_000

/**
 * Says up to which offset somebody has read: what has been on the screen for a second, with the window in the foreground. `look` is
 * called when it may have changed; nothing counts before `isReady`.
 */
export function useReading(
  scroller: Readonly<Ref<HTMLElement | null>>,
  content: () => unknown,
  isReady: () => boolean,
  read: (offset: number) => void,
): { look: () => void } {
  const hasAttention = useAttention()
  let timer: ReturnType<typeof setTimeout> | undefined
  let said = 0

  function look(): void {
    if (timer !== undefined || !hasAttention.value || !isReady()) return
    const seen = lowestVisible(scroller.value)
    if (seen <= said) return
    timer = setTimeout(() => {
      timer = undefined
      // What has been scrolled past meanwhile was hardly read; what is still there was.
      const now = Math.min(seen, lowestVisible(scroller.value))
      if (hasAttention.value && now > said) {
        said = now
        read(now)
      }
      look()
    }, glance)
  }

  onMounted(look)
  watch([content, hasAttention, isReady], look, { flush: 'post' })
  onScopeDispose(() => clearTimeout(timer))
  return { look }
}

/** The offset of the last message of which the end, or all that there is room for, is on the screen. */
function lowestVisible(scroller: HTMLElement | null): number {
  if (!scroller) return 0
  const edge = scroller.getBoundingClientRect()
  const lines = [...scroller.querySelectorAll<HTMLElement>('[data-offset]')]
  const line = lines.findLast((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return bottom <= edge.bottom + 1 || top <= edge.top
  })
  return Number(line?.dataset['offset'] ?? 0)
}
