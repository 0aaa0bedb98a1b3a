import { computed, onMounted, onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'

/** Within this many pixels of the bottom, a reader wants to follow. */
const near = 100

export interface ReadingPosition {
  readonly isAtBottom: Readonly<Ref<boolean>>
  toBottom(): void
  /** To be called when the reader scrolls. */
  note(): void
  /** Where the reader is, for `goBack`; null at the bottom. */
  here(): Place | null
  goBack(place: Place): void
}

/** A line of the list, by its offset, and where it was on the screen. */
export interface Place {
  readonly offset: number
  readonly top: number
}

interface Held {
  readonly element: HTMLElement
  readonly top: number
}

/**
 * Keeps the line under the reader's eye where it is while anything changes around it, be it the rows or the height of one; whoever is
 * at the bottom stays there. Elements that can be held on to carry `data-anchor`. `isEnd` says whether the bottom is the newest end.
 */
export function useReadingPosition(
  scroller: Readonly<Ref<HTMLElement | null>>,
  content: MaybeRefOrGetter<unknown>,
  isEnd: () => boolean,
): ReadingPosition {
  const isNear = shallowRef(true)
  const isAtBottom = computed(() => isNear.value && isEnd())
  let held: readonly Held[] = []

  const hold = () => (held = isAtBottom.value ? [] : visible(scroller.value))
  const note = () => {
    const element = scroller.value
    if (!element) return
    isNear.value = element.scrollHeight - element.scrollTop - element.clientHeight <= near
    hold()
  }
  const toBottom = () => {
    isNear.value = true
    const element = scroller.value
    if (element) element.scrollTop = element.scrollHeight
  }
  const settle = () => {
    const eye = held.find(({ element }) => element.isConnected)
    if (isAtBottom.value) toBottom()
    else if (eye && scroller.value) scroller.value.scrollTop += eye.element.getBoundingClientRect().top - eye.top
    hold()
  }

  watch(() => toValue(content), hold, { flush: 'pre' })
  // The composer growing, a phone's keyboard coming up or a picture that comes in: told before any of it is painted.
  const observer = new ResizeObserver(settle)
  const observed = new Set<Element>()
  const observe = () => {
    for (const element of [scroller.value, scroller.value?.querySelector('ol')]) {
      if (!element || observed.has(element)) continue
      observed.add(element)
      observer.observe(element)
    }
  }
  watch(
    () => toValue(content),
    () => {
      settle()
      observe()
    },
    { flush: 'post' },
  )
  onMounted(() => {
    toBottom()
    observe()
  })
  onScopeDispose(() => observer.disconnect())

  return {
    isAtBottom,
    toBottom,
    note,
    here() {
      if (isAtBottom.value) return null
      const eye = held.find(({ element }) => element.dataset['offset'] !== undefined)
      return eye ? { offset: Number(eye.element.dataset['offset']), top: eye.top } : null
    },
    goBack({ offset, top }) {
      const line = scroller.value?.querySelector(`[data-offset="${offset}"]`)
      if (line && scroller.value) scroller.value.scrollTop += line.getBoundingClientRect().top - top
      note()
    },
  }
}

/**
 * The lines on the screen, the best to hold on to first: the one with the focus, because whoever unfolds it looks at it, then those that
 * begin on the screen, then the one that reaches into it.
 */
function visible(scroller: HTMLElement | null): readonly Held[] {
  if (!scroller) return []
  const edge = scroller.getBoundingClientRect()
  const lines = [...scroller.querySelectorAll<HTMLElement>('[data-anchor]')]
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.bottom > edge.top && box.top < edge.bottom)
  const rank = ({ element, box }: (typeof lines)[number]) =>
    element.contains(document.activeElement) ? 0 : box.top >= edge.top ? 1 : 2
  return lines.sort((one, other) => rank(one) - rank(other)).map(({ element, box }) => ({ element, top: box.top }))
}
