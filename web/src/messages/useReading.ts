import { onMounted, onScopeDispose, watch, type Ref } from 'vue'
import { cover, reachable, within, type Ranges } from './ranges'
import type { Timeline } from './timeline'
import { useAttention } from './useAttention'

/** How long a message has to be looked at before it counts as read. */
const glance = 1_000

/**
 * Says up to which offset somebody has read: what has been on the screen for a second, with the window in the foreground, and not
 * beyond anything unread that was never loaded. `look` is called when it may have changed; nothing counts before `isReady`.
 */
export function useReading(
  scroller: Readonly<Ref<HTMLElement | null>>,
  timeline: Readonly<Ref<Timeline>>,
  isReady: () => boolean,
  readBefore: () => number,
  read: (offset: number) => void,
): { look: () => void } {
  const hasAttention = useAttention()
  let timer: ReturnType<typeof setTimeout> | undefined
  let said = 0
  let loaded: Ranges = []

  /** Who has never been here has missed nothing. */
  function readable(seen: number): number {
    const before = Math.max(said, readBefore())
    return before === 0 ? seen : reachable(loaded, before, seen)
  }

  function look(): void {
    if (timer !== undefined || !hasAttention.value || !isReady()) return
    const seen = lowestVisible(scroller.value)
    if (readable(seen) <= said) return
    timer = setTimeout(() => {
      timer = undefined
      // What has been scrolled past meanwhile was hardly read; what is still there was.
      const now = readable(Math.min(seen, lowestVisible(scroller.value)))
      if (hasAttention.value && now > said) {
        said = now
        read(now)
      }
      look()
    }, glance)
  }

  watch(
    timeline,
    ({ known, cut }) => (loaded = within(known, { from: 0, to: cut ?? Infinity }).reduce(cover, loaded)),
    { immediate: true },
  )
  onMounted(look)
  watch([timeline, hasAttention, isReady], look, { flush: 'post' })
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
