import { onScopeDispose } from 'vue'
import { carriesFiles } from './useDropping'

/** A file that is dropped where nobody takes it would have the browser leave the page for it. */
export function useSafeDrop(): void {
  const refuse = (event: DragEvent) => {
    if (event.defaultPrevented || !carriesFiles(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'none'
  }
  document.addEventListener('dragover', refuse)
  document.addEventListener('drop', refuse)
  onScopeDispose(() => {
    document.removeEventListener('dragover', refuse)
    document.removeEventListener('drop', refuse)
  })
}
