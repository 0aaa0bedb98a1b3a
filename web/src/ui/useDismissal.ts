import { onScopeDispose, type Ref } from 'vue'

/**
 * Calls back on Escape and on a press anywhere else. The browser's own way also dismisses when a finger is lifted that opened
 * something by resting.
 */
export function useDismissal(box: Readonly<Ref<HTMLElement | null>>, dismiss: () => void): void {
  const press = (event: PointerEvent) => {
    if (!(event.target instanceof Node && box.value?.contains(event.target))) dismiss()
  }
  const type = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return
    event.preventDefault()
    dismiss()
  }
  document.addEventListener('pointerdown', press, true)
  document.addEventListener('keydown', type, true)
  onScopeDispose(() => {
    document.removeEventListener('pointerdown', press, true)
    document.removeEventListener('keydown', type, true)
  })
}
