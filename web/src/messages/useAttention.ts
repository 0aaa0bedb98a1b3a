import { onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'

/** Whether somebody is looking: the page is visible and its window has the focus. */
export function useAttention(): Readonly<Ref<boolean>> {
  const isLooking = () => document.visibilityState === 'visible' && document.hasFocus()
  const attention = shallowRef(isLooking())
  const look = () => (attention.value = isLooking())
  document.addEventListener('visibilitychange', look)
  window.addEventListener('focus', look)
  window.addEventListener('blur', look)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('focus', look)
    window.removeEventListener('blur', look)
  })
  return shallowReadonly(attention)
}
