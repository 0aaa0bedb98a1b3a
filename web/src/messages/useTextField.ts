import { nextTick, watch, type Ref } from 'vue'
import type { Edit, Selected } from './formatting'

export interface TextField {
  /** As high as what is in it. */
  fit(): void
  selected(): Selected
  /** As if it had been typed: it can be taken back, and is told like any other key. */
  change(edit: Edit): void
  /** At the caret, with the focus there afterwards. */
  insert(text: string): void
}

/** The field in which a message is written. */
export function useTextField(field: Readonly<Ref<HTMLTextAreaElement | null>>): TextField {
  function selected(): Selected {
    const element = field.value
    return { text: element?.value ?? '', start: element?.selectionStart ?? 0, end: element?.selectionEnd ?? 0 }
  }

  function change({ from, to, insert, start, end }: Edit): void {
    const element = field.value
    if (!element) return
    element.focus()
    element.setSelectionRange(from, to)
    if (!typeIn(insert)) {
      element.setRangeText(insert)
      element.dispatchEvent(new Event('input', { bubbles: true }))
    }
    element.setSelectionRange(start, end)
  }

  function fit(): void {
    const around = field.value?.parentElement
    if (!around) return
    // While it is measured, all around it stands still: a list that grew for that moment would lose its end.
    around.style.minHeight = `${around.offsetHeight}px`
    measure()
    around.style.minHeight = ''
  }

  function measure(): void {
    const element = field.value
    if (!element) return
    // Once more than a line it stays wide: at the edge every letter would turn it.
    if (element.value === '') element.classList.remove('tall')
    element.style.height = 'auto'
    // Out of sight nothing has a height.
    if (element.clientWidth === 0) return
    if (element.scrollHeight > 2 * parseFloat(getComputedStyle(element).lineHeight)) element.classList.add('tall')
    element.style.height = `${element.scrollHeight}px`
  }

  // It comes into sight, the phone is turned, something opens beside it.
  watch(
    field,
    (element, _before, onCleanup) => {
      if (!element) return
      let width = element.clientWidth
      const growth = new ResizeObserver(() => {
        if (element.clientWidth === width) return
        width = element.clientWidth
        fit()
      })
      growth.observe(element)
      onCleanup(() => growth.disconnect())
    },
    { flush: 'post' },
  )

  return {
    fit,
    selected,
    change,
    insert(text) {
      const { start, end } = selected()
      const caret = start + text.length
      change({ from: start, to: end, insert: text, start: caret, end: caret })
      void nextTick(() => field.value?.focus())
    },
  }
}

/** The old way to type by script is the only one that Undo knows of. */
function typeIn(text: string): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text)
}
