import {
  onMounted,
  onScopeDispose,
  shallowReadonly,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'

/** Within this many pixels of the bottom, a reader wants to follow. */
const near = 100

export interface ReadingPosition {
  readonly isAtBottom: Readonly<Ref<boolean>>
  toBottom(): void
  /** To be called when the reader scrolls. */
  note(): void
}

/**
 * Keeps the line under the reader's eye where it is while `content` changes around it; whoever is at the bottom stays there.
 * Elements that can be held on to carry `data-anchor`.
 */
export function useReadingPosition(
  scroller: Readonly<Ref<HTMLElement | null>>,
  content: MaybeRefOrGetter<unknown>,
): ReadingPosition {
  const isAtBottom = shallowRef(true)
  let held: { element: HTMLElement; top: number } | null = null

  const note = () => {
    const element = scroller.value
    if (element) isAtBottom.value = element.scrollHeight - element.scrollTop - element.clientHeight <= near
  }
  const toBottom = () => {
    isAtBottom.value = true
    const element = scroller.value
    if (element) element.scrollTop = element.scrollHeight
  }
  const settle = () => {
    if (isAtBottom.value) toBottom()
    else if (held && scroller.value && held.element.isConnected) {
      scroller.value.scrollTop += held.element.getBoundingClientRect().top - held.top
    }
    held = null
  }

  watch(
    () => toValue(content),
    () => (held = isAtBottom.value ? null : firstVisible(scroller.value)),
    { flush: 'pre' },
  )
  watch(() => toValue(content), settle, { flush: 'post' })

  // The composer growing or a phone's keyboard coming up must not hide the newest line.
  const observer = new ResizeObserver(() => {
    if (isAtBottom.value) toBottom()
  })
  onMounted(() => {
    toBottom()
    if (scroller.value) observer.observe(scroller.value)
  })
  onScopeDispose(() => observer.disconnect())

  return { isAtBottom: shallowReadonly(isAtBottom), toBottom, note }
}

function firstVisible(scroller: HTMLElement | null): { element: HTMLElement; top: number } | null {
  if (!scroller) return null
  const edge = scroller.getBoundingClientRect().top
  for (const element of scroller.querySelectorAll<HTMLElement>('[data-anchor]')) {
    const { top, bottom } = element.getBoundingClientRect()
    if (bottom > edge) return { element, top }
  }
  return null
}
