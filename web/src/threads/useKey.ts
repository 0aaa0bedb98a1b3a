import { onScopeDispose } from 'vue'

/** Calls back on Shift and this key, unless something lies over the page. */
export function useKey(key: string, callback: () => void): void {
  const listen = (event: KeyboardEvent) => {
    const isMeant = event.key === key && event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey
    if (!isMeant || event.defaultPrevented || document.querySelector('dialog[open], :popover-open')) return
    event.preventDefault()
    callback()
  }
  document.addEventListener('keydown', listen)
  onScopeDispose(() => document.removeEventListener('keydown', listen))
}
