import { computed, shallowRef, type ComputedRef } from 'vue'
import type { Row } from './rows'

export interface Roving {
  /** The one message that Tab leads to. */
  readonly stop: ComputedRef<string | null>
  focused(key: string): void
  /** Up, down, Home and End go from message to message, once one of them has the focus. */
  press(event: KeyboardEvent): void
}

/** One stop for Tab in the whole list: the message that had the focus last, or else the newest. */
export function useRoving(rows: () => readonly Row[]): Roving {
  const last = shallowRef<string | null>(null)
  const stop = computed(() => {
    const messages = rows().filter((row) => row.kind === 'message')
    return (messages.find((row) => row.key === last.value) ?? messages.at(-1))?.key ?? null
  })

  return {
    stop,
    focused: (key) => (last.value = key),
    press(event) {
      const { target, currentTarget, key } = event
      if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return
      if (!('anchor' in target.dataset) || event.altKey || event.ctrlKey || event.metaKey) return
      const lines = [...currentTarget.querySelectorAll<HTMLElement>('[data-anchor]')]
      const at = lines.indexOf(target)
      const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: lines.length - 1 }[key]
      const line = to === undefined ? undefined : lines[to]
      if (!line) return
      event.preventDefault()
      line.focus()
      line.scrollIntoView({ block: 'nearest' })
    },
  }
}
