import { onMounted, onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'

/** Whether somebody drags files, and no text or link. */
export function carriesFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}

/**
 * Takes files that are dropped on the element that `area` answers. `take` is told of them, and whether there were folders among them,
 * which nobody can take. Answers whether somebody holds files over it.
 */
export function useDropping(
  area: () => HTMLElement | null,
  canTake: () => boolean,
  take: (files: readonly File[], hasFolders: boolean) => void,
): Readonly<Ref<boolean>> {
  const isOver = shallowRef(false)
  const isMeant = (event: DragEvent) => carriesFiles(event) && canTake()

  function over(event: DragEvent): void {
    if (!isMeant(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    isOver.value = true
  }

  function leave({ relatedTarget }: DragEvent): void {
    if (!(relatedTarget instanceof Node && area()?.contains(relatedTarget))) isOver.value = false
  }

  function drop(event: DragEvent): void {
    isOver.value = false
    if (!isMeant(event)) return
    event.preventDefault()
    const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
    const files = items.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? [])
    take(files, items.some(isFolder))
  }

  const end = new AbortController()
  onMounted(() => {
    const around = area()
    const until = { signal: end.signal }
    around?.addEventListener('dragenter', over, until)
    around?.addEventListener('dragover', over, until)
    around?.addEventListener('dragleave', leave, until)
    around?.addEventListener('drop', drop, until)
  })
  onScopeDispose(() => end.abort())
  return shallowReadonly(isOver)
}

function isFolder(item: DataTransferItem): boolean {
  return item.webkitGetAsEntry()?.isDirectory === true
}
