import { computed, onScopeDispose, shallowRef, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { notice, patience, type Notice } from './banner'
import type { Connection } from './connection'

/** Follows the connection and says what to tell about it, once a gap has outlasted our patience. */
export function useNotice(
  connection: Connection,
  isBehind: MaybeRefOrGetter<boolean>,
  hasFailed: MaybeRefOrGetter<boolean>,
): ComputedRef<Notice | null> {
  const isPatient = shallowRef(true)
  const isOnline = shallowRef(navigator.onLine)
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(
    () => connection.state.value === 'live',
    (isLive) => {
      clearTimeout(timer)
      isPatient.value = true
      if (!isLive) timer = setTimeout(() => (isPatient.value = false), patience)
    },
    { immediate: true },
  )

  const look = () => (isOnline.value = navigator.onLine)
  window.addEventListener('online', look)
  window.addEventListener('offline', look)
  onScopeDispose(() => {
    clearTimeout(timer)
    window.removeEventListener('online', look)
    window.removeEventListener('offline', look)
  })

  return computed(() =>
    notice(connection.state.value, isPatient.value, isOnline.value, toValue(isBehind), toValue(hasFailed)),
  )
}
