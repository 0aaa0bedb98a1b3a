import { computed, nextTick, onMounted, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Quote } from '../api/types'
import type { Attachment } from '../files/uploads'
import { useChat } from '../chat'
import { asksForLast, formatOf, goesOn, judge, sendsMessage, type Verdict } from './composing'
import { link, mark, newLine, pastedCode, pastesLink } from './formatting'
import { sendsWithCommand } from './sendKey'
import { useMessageActions } from './useMessageActions'
import type { TextField } from './useTextField'

export interface Composer {
  readonly text: Ref<string>
  readonly verdict: ComputedRef<Verdict>
  readonly isTouch: boolean
  write(): void
  press(event: KeyboardEvent): void
  paste(event: ClipboardEvent): void
  submit(): void
}

interface Doings {
  send(text: string, replyTo: Quote | null, files: readonly Attachment[]): void
  editLast(): void
  /** Answers at once with true, or later with what its writer decided. */
  isSure(text: string): true | Promise<boolean>
}

const signs = { bold: '**', italic: '*', code: '`' } as const

/** What is being written in a thread: a new message, or another text for one that is there. */
export function useComposer(
  thread: number,
  field: Readonly<Ref<HTMLTextAreaElement | null>>,
  { fit, selected, change }: TextField,
  { send, editLast, isSure }: Doings,
): Composer {
  const { connection, drafts, uploads } = useChat()
  const actions = useMessageActions()
  const text = shallowRef(drafts.get(thread))
  const isTouch = matchMedia('(pointer: coarse)').matches
  const verdict = computed(() => {
    // An edit that leaves nothing asks whether to delete.
    if (actions.editing.value && text.value.trim() === '') return { canSend: true, over: 0 }
    const files = actions.editing.value ? [] : uploads.draftsOf(thread)
    const judged = judge(text.value, connection.messageLength.value, files.length > 0)
    // Nobody is to believe that a file went out which did not.
    return files.some(({ state }) => state === 'failed') ? { ...judged, canSend: false } : judged
  })

  function show(shown: string): void {
    text.value = shown
    void nextTick(fit)
  }

  function submit(): void {
    if (!verdict.value.canSend) return
    const written = text.value.trim()
    if (actions.editing.value) {
      actions.save(written)
      return
    }
    const sure = isSure(written)
    if (sure === true) post(written)
    else void sure.then((isMeant) => (isMeant ? post(written) : field.value?.focus()))
  }

  function post(written: string): void {
    const { id, offset, author } = actions.replying.value ?? {}
    const isAnswer = id !== undefined && offset !== undefined && author !== undefined
    send(written, isAnswer ? { id, offset, user: author } : null, uploads.sendOff(thread))
    actions.stopReplying()
    drafts.set(thread, '')
    show('')
    field.value?.focus()
  }

  /** What Escape takes back, the last begun first. */
  function cancel(): boolean {
    const isBegun = actions.editing.value !== null || actions.replying.value !== null
    if (actions.editing.value) actions.stopEditing()
    else actions.stopReplying()
    return isBegun
  }

  function run(event: KeyboardEvent): boolean {
    const onwards = goesOn(event) ? newLine(selected()) : null
    const format = formatOf(event)
    if (onwards) change(onwards)
    else if (sendsMessage(event, isTouch, sendsWithCommand.value)) submit()
    else if (format) change(format === 'link' ? link(selected()) : mark(selected(), signs[format]))
    else if (event.key === 'Escape') return cancel()
    else if (asksForLast(event) && text.value === '' && !actions.editing.value) editLast()
    else return false
    return true
  }

  watch(actions.editing, (message) => {
    show(message ? message.text : drafts.get(thread))
    field.value?.focus()
  })
  // Begun on another device.
  watch(
    () => drafts.get(thread),
    (kept) => {
      if (!actions.editing.value && kept !== text.value) show(kept)
    },
  )
  watch(actions.replying, (message) => message && field.value?.focus())
  onMounted(() => {
    fit()
    // On a phone the keyboard would cover what was opened to be read.
    if (!isTouch) field.value?.focus()
  })

  return {
    text,
    verdict,
    isTouch,
    write() {
      if (!actions.editing.value) drafts.set(thread, text.value)
      fit()
    },
    press(event) {
      if (run(event)) event.preventDefault()
    },
    paste(event) {
      const pasted = event.clipboardData?.getData('text/plain') ?? ''
      const code = pastedCode(selected(), pasted, event.clipboardData?.getData('vscode-editor-data') ?? '')
      const edit = pastesLink(selected(), pasted) ? link(selected(), pasted.trim()) : code
      if (!edit) return
      event.preventDefault()
      change(edit)
    },
    submit,
  }
}
