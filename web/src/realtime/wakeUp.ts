import { onScopeDispose } from 'vue'
import type { Connection } from './connection'

/**
 * Tries to reconnect as soon as that may help, instead of at the end of the current pause: when somebody looks at the page again, and
 * when the device is on another network. That it is on one at all, the realtime library hears by itself.
 */
export function useWakeUp(connection: Connection): void {
  const wake = () => {
    if (document.visibilityState === 'visible' && connection.state.value === 'connecting') connection.retryNow()
  }
  const wired = [
    [document, 'visibilitychange'],
    [window, 'focus'],
    // Not every browser says more about its network than whether there is one.
    [(navigator as { connection?: EventTarget }).connection, 'change'],
  ] as const
  for (const [target, name] of wired) target?.addEventListener(name, wake)
  onScopeDispose(() => {
    for (const [target, name] of wired) target?.removeEventListener(name, wake)
  })
}
