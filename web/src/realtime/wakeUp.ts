import { onScopeDispose } from 'vue'
import type { Connection } from './connection'

/** Tries to reconnect as soon as somebody looks at the page again, instead of at the end of the current pause. */
export function useWakeUp(connection: Connection): void {
  const wake = () => {
    if (document.visibilityState === 'visible' && connection.state.value === 'connecting') connection.retryNow()
  }
  document.addEventListener('visibilitychange', wake)
  window.addEventListener('focus', wake)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', wake)
    window.removeEventListener('focus', wake)
  })
}
