import { onMounted, onScopeDispose, shallowReadonly, shallowRef, watch, type Ref } from 'vue'

/** As high as the heading that lies over the first lines of a list. */
const head = 36

export interface NewsOutOfSight {
  readonly isAbove: Readonly<Ref<boolean>>
  readonly isBelow: Readonly<Ref<boolean>>
  /** To be called when the list is scrolled. */
  look(): void
  /** Brings the nearest of it into sight. */
  show(where: 'above' | 'below'): void
}

/** Whether something new stands in a list where it is scrolled out of sight. What is new carries `data-news`. */
export function useNewsOutOfSight(scroller: Readonly<Ref<HTMLElement | null>>, lists: () => unknown): NewsOutOfSight {
  const isAbove = shallowRef(false)
  const isBelow = shallowRef(false)

  function hidden(where: 'above' | 'below'): readonly HTMLElement[] {
    const edge = scroller.value?.getBoundingClientRect()
    if (!edge) return []
    const news = [...(scroller.value?.querySelectorAll<HTMLElement>('[data-news]') ?? [])]
    return news.filter((line) => {
      const { top, bottom } = line.getBoundingClientRect()
      return where === 'above' ? bottom <= edge.top + head : top >= edge.bottom
    })
  }

  function look(): void {
    isAbove.value = hidden('above').length > 0
    isBelow.value = hidden('below').length > 0
  }

  watch(lists, look, { flush: 'post' })
  const observer = new ResizeObserver(look)
  onMounted(() => scroller.value && observer.observe(scroller.value))
  onScopeDispose(() => observer.disconnect())

  return {
    isAbove: shallowReadonly(isAbove),
    isBelow: shallowReadonly(isBelow),
    look,
    show(where) {
      hidden(where)
        .at(where === 'above' ? -1 : 0)
        ?.scrollIntoView({ block: 'center' })
    },
  }
}
