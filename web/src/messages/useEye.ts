import { onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'
import type { Row } from './rows'
import type { ReadingPosition } from './useReadingPosition'

/** How long the date stays after the last movement. */
const lingering = 1_500

/** How much of the top of the screen the floating date takes. */
const height = 40

/** So many screens away one may not know any more where one is. */
const far = 3

export interface Eye {
  /** When the message at the top of the screen was written, while somebody scrolls; null otherwise. */
  readonly passing: Readonly<Ref<number | null>>
  /** The same when the newest message is far away. */
  readonly farAt: Readonly<Ref<number | null>>
  /** To be called when the reader scrolls. */
  moved(): void
}

/** Where in time the reader is. */
export function useEye(
  scroller: Readonly<Ref<HTMLElement | null>>,
  rows: () => readonly Row[],
  position: ReadingPosition,
  hasNewer: () => boolean,
): Eye {
  const passing = shallowRef<number | null>(null)
  const farAt = shallowRef<number | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function moved(): void {
    const element = scroller.value
    const offset = position.here()?.offset
    const row = rows().find((known) => known.kind === 'message' && known.offset === offset)
    const at = row?.kind === 'message' && offset !== undefined ? row.at : null
    const below = element ? element.scrollHeight - element.scrollTop - element.clientHeight : 0
    farAt.value = element && (hasNewer() || below > far * element.clientHeight) ? at : null
    passing.value = element && showsItsDay(element) ? null : at
    clearTimeout(timer)
    timer = setTimeout(() => (passing.value = null), lingering)
  }

  /** The heading of the day itself is where the floating one would be. */
  function showsItsDay(element: HTMLElement): boolean {
    const edge = element.getBoundingClientRect().top
    return [...element.querySelectorAll('[data-day]')].some((day) => {
      const { top, bottom } = day.getBoundingClientRect()
      return bottom > edge && top < edge + height
    })
  }

  onScopeDispose(() => clearTimeout(timer))
  return { passing: shallowReadonly(passing), farAt: shallowReadonly(farAt), moved }
}
