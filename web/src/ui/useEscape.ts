import { onScopeDispose } from 'vue'

/** Calls back on Escape, unless it closes something that is open, or somebody nearer has taken it. */
export function useEscape(callback: () => void): void {
  const listen = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.shiftKey || event.defaultPrevented || event.isComposing) return
    if (document.querySelector('dialog[open], :popover-open') === null) callback()
  }
  document.addEventListener('keydown', listen)
  onScopeDispose(() => document.removeEventListener('keydown', listen))
}
