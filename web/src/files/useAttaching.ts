import { computed, onScopeDispose, shallowReadonly, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { MyThread } from '../api/types'
import { useChat } from '../chat'
import { words } from '../language/words'
import { judgeFiles } from './files'
import type { Uploads } from './uploads'
import { useDropping } from './useDropping'
import type { Chosen } from './useUploads'

export interface Attaching {
  /** What waits beside what is being written. */
  readonly uploads: ComputedRef<Uploads>
  /** Whether the server takes files. */
  readonly canAttach: ComputedRef<boolean>
  /** Why something was not taken. */
  readonly problems: Readonly<Ref<readonly string[]>>
  /** Somebody holds files over the room and has not let go. */
  readonly isOver: Readonly<Ref<boolean>>
  add(chosen: readonly Chosen[]): void
  /** Answers whether there were files to take. */
  paste(event: ClipboardEvent): boolean
  /** What was said of files that were not taken has been read. */
  forgive(): void
}

/**
 * Files for what is being written in a thread: chosen, pasted, or dropped anywhere in its part of the page, which carries `data-drop`.
 * `pick` opens the browser's own choice.
 */
export function useAttaching(
  thread: MyThread,
  form: Readonly<Ref<HTMLElement | null>>,
  isEditing: () => boolean,
  pick: () => void,
): Attaching {
  const chat = useChat()
  const problems = shallowRef<readonly string[]>([])
  const uploads = computed(() => chat.uploads.draftsOf(thread.id))
  const canAttach = computed(() => chat.connection.fileBytes.value > 0)

  function add(chosen: readonly Chosen[]): void {
    if (!canAttach.value) return
    problems.value = []
    if (isEditing()) {
      problems.value = [words.files.notInEdit]
      return
    }
    const judged = judgeFiles(chosen, uploads.value.length, chat.connection.fileBytes.value)
    problems.value = judged.problems
    chat.uploads.add(thread.id, judged.taken)
  }

  function paste(event: ClipboardEvent): boolean {
    const files = [...(event.clipboardData?.files ?? [])]
    // What is copied from a table is a text, too, and meant as one.
    if (files.length === 0 || !canAttach.value || event.clipboardData?.getData('text/plain')) return false
    event.preventDefault()
    add(files)
    return true
  }

  const area = () => form.value?.closest<HTMLElement>('[data-drop]') ?? null
  /** What happens outside of every conversation is meant for the room. */
  function isMine({ target }: Event): boolean {
    const around = target instanceof Element ? target.closest('[data-drop]') : null
    return around ? around === area() : !thread.parent
  }

  const isOver = useDropping(
    area,
    () => canAttach.value,
    (files, hasFolders) => {
      add(files)
      if (hasFolders) problems.value = [...problems.value, words.files.noFolders]
    },
  )

  function pasteAnywhere(event: ClipboardEvent): void {
    if (event.defaultPrevented || !isMine(event) || isTaken(event)) return
    paste(event)
  }

  function press(event: KeyboardEvent): void {
    const isMeant = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'u'
    if (!isMeant || event.defaultPrevented || !canAttach.value || !isMine(event) || hasDialog()) return
    event.preventDefault()
    pick()
  }

  document.addEventListener('paste', pasteAnywhere)
  document.addEventListener('keydown', press)
  onScopeDispose(() => {
    document.removeEventListener('paste', pasteAnywhere)
    document.removeEventListener('keydown', press)
  })

  return {
    uploads,
    canAttach,
    problems: shallowReadonly(problems),
    isOver,
    add,
    paste,
    forgive: () => (problems.value = []),
  }
}

/** Another field wants it. */
function isTaken({ target }: Event): boolean {
  return (
    hasDialog() || (target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null)
  )
}

function hasDialog(): boolean {
  return document.querySelector('dialog[open], :popover-open') !== null
}
