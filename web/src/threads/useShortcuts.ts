import { onScopeDispose } from 'vue'
import { isText } from '../messages/composing'
import { isTaken } from '../messages/useTypeAnywhere'

export interface Shortcuts {
  step(step: 1 | -1, isUnreadOnly: boolean): void
  openSwitcher(): void
  openHelp(): void
  search(): void
  togglePanel(): void
}

/** The keys that work everywhere, in fields too. */
export function useShortcuts({ step, openSwitcher, openHelp, search, togglePanel }: Shortcuts): void {
  const listen = (event: KeyboardEvent) => {
    const run = isSlash(event) ? search : find(event)
    if (!run || event.defaultPrevented || document.querySelector('dialog[open]')) return
    event.preventDefault()
    run()
  }

  function find({ key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): (() => void) | undefined {
    const isCommand = (ctrlKey || metaKey) && !altKey
    if (isCommand && !shiftKey && key.toLowerCase() === 'k') return openSwitcher
    if (isCommand && shiftKey && key.toLowerCase() === 'f') return search
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

/** Alone, and where nobody writes. Some keyboards have it above a number. */
function isSlash(event: KeyboardEvent): boolean {
  return event.key === '/' && isText(event) && !isTaken(event)
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
