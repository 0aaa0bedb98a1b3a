import { onScopeDispose, type Ref } from 'vue'

/** The system's own way back, like the gesture of a phone. Not all browsers know it. */
interface WayBack extends EventTarget {
  destroy(): void
}

/**
 * Calls back on Escape, on a press anywhere else and on the system's way back. The browser's own way also dismisses when a finger is
 * lifted that opened something by resting.
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
  const { CloseWatcher } = window as { CloseWatcher?: new () => WayBack }
  const wayBack = CloseWatcher ? new CloseWatcher() : null
  wayBack?.addEventListener('close', dismiss)
  document.addEventListener('pointerdown', press, true)
  document.addEventListener('keydown', type, true)
  onScopeDispose(() => {
    wayBack?.destroy()
    document.removeEventListener('pointerdown', press, true)
    document.removeEventListener('keydown', type, true)
  })
}
