import { onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'
import type { Connection } from '../realtime/connection'

/** Whoever has not touched anything for so long is not here. A page that nobody sees is not touched. */
export const idleAfter = 5 * 60_000

const touches = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const

/** Whether this device lies untouched; the server hears of it. */
export function useIdle(connection: Pick<Connection, 'rest'>): Readonly<Ref<boolean>> {
  const isIdle = shallowRef(false)
  let touchedAt = Date.now()
  let timer = setTimeout(look, idleAfter)

  function say(now: boolean): void {
    isIdle.value = now
    connection.rest(now)
  }

  function look(): void {
    const left = touchedAt + idleAfter - Date.now()
    if (left > 0) timer = setTimeout(look, left)
    else say(true)
  }

  function touch(): void {
    touchedAt = Date.now()
    if (!isIdle.value) return
    say(false)
    timer = setTimeout(look, idleAfter)
  }

  for (const kind of touches) addEventListener(kind, touch, { capture: true, passive: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    for (const kind of touches) removeEventListener(kind, touch, { capture: true })
  })
  return shallowReadonly(isIdle)
}
