import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Connection } from '../realtime/connection'

export interface NewVersion {
  /** Whether a newer program than this page's is on the device. */
  readonly isThere: Readonly<Ref<boolean>>
  /** Lets it in and loads the page again. */
  takeOver(): void
}

/** Notices a newer version of the program, and does nothing about it until somebody says so. */
export function useNewVersion(
  connection: Pick<Connection, 'state'>,
  workers: ServiceWorkerContainer | undefined = (navigator as Partial<Navigator>).serviceWorker,
  reload: () => void = () => location.reload(),
): NewVersion {
  const isThere = shallowRef(false)
  let registration: ServiceWorkerRegistration | null = null

  function look(): void {
    // The first version of all replaces nothing.
    if (registration?.waiting && workers?.controller) isThere.value = true
  }
  const follow = () => registration?.installing?.addEventListener('statechange', look)

  void workers?.ready.then((ready) => {
    registration = ready
    registration.addEventListener('updatefound', follow)
    follow()
    look()
  })
  onScopeDispose(() => registration?.removeEventListener('updatefound', follow))

  // A server that was away may have come back as another.
  watch(connection.state, (state) => {
    if (state === 'live') registration?.update().catch(() => undefined)
  })

  return {
    isThere,
    takeOver() {
      const waiting = registration?.waiting
      if (!waiting) {
        // Another page has let it in already.
        reload()
        return
      }
      workers?.addEventListener('controllerchange', reload, { once: true })
      waiting.postMessage('take over')
    },
  }
}
