import { onScopeDispose } from 'vue'

export interface Shortcuts {
  step(step: 1 | -1, isUnreadOnly: boolean): void
  openSwitcher(): void
  openHelp(): void
  togglePanel(): void
}

/** The keys that work everywhere, in fields too. */
export function useShortcuts({ step, openSwitcher, openHelp, togglePanel }: Shortcuts): void {
  const listen = (event: KeyboardEvent) => {
    const run = find(event)
    if (!run || event.defaultPrevented || document.querySelector('dialog[open]')) return
    event.preventDefault()
    run()
  }

  function find({ key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): (() => void) | undefined {
    const isCommand = (ctrlKey || metaKey) && !altKey
    if (isCommand && !shiftKey && key.toLowerCase() === 'k') return openSwitcher
    if (isCommand && key === '/') return openHelp
    if (isCommand && key === '.') return togglePanel
    if (key === 'F6' && !altKey && !metaKey) return () => focusRegion(shiftKey ? -1 : 1)
    if (!altKey || ctrlKey || metaKey) return undefined
    if (key === 'ArrowUp') return () => step(-1, shiftKey)
    if (key === 'ArrowDown') return () => step(1, shiftKey)
    return undefined
  }

  document.addEventListener('keydown', listen)
  onScopeDispose(() => document.removeEventListener('keydown', listen))
}

/** From the rooms to the messages to the composer and round. The elements say so themselves, with `data-region`. */
function focusRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.getClientRects().length > 0,
  )
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  const region = regions.at((at + step + regions.length) % regions.length)
  const inside = region?.querySelector<HTMLElement>('[aria-current="page"], [data-anchor][tabindex="0"], textarea, a')
  ;(inside ?? region)?.focus()
}
