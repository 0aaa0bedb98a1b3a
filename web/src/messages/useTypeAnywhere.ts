import { onScopeDispose, type Ref } from 'vue'
import { isText } from './composing'

/** Moves to `field` when somebody starts to type anywhere else. The focus moves before the key takes effect, so it is not lost. */
export function useTypeAnywhere(field: Readonly<Ref<HTMLElement | null>>): void {
  const listen = (event: KeyboardEvent) => {
    if (!isText(event) || event.defaultPrevented || isTaken(event)) return
    field.value?.focus()
  }
  document.addEventListener('keydown', listen)
  onScopeDispose(() => document.removeEventListener('keydown', listen))
}

/** Another field wants the key, a dialog is open, or space presses what has the focus or scrolls. */
export function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null
  return (
    target?.closest('input, textarea, select, [contenteditable]') != null ||
    document.querySelector('dialog[open], :popover-open') !== null ||
    event.key === ' '
  )
}
