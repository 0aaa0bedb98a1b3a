import { computed, nextTick, onMounted, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useChat } from '../chat'
import { asksForLast, judge, sendsMessage, type Verdict } from './composing'
import { useMessageActions } from './useMessageActions'

export interface Composer {
  readonly text: Ref<string>
  readonly verdict: ComputedRef<Verdict>
  readonly isTouch: boolean
  write(): void
  press(event: KeyboardEvent): void
  submit(): void
}

/** What is being written in a thread: a new message, or another text for one that is there. */
export function useComposer(
  thread: number,
  field: Readonly<Ref<HTMLTextAreaElement | null>>,
  send: (text: string) => void,
  editLast: () => void,
): Composer {
  const { drafts } = useChat()
  const actions = useMessageActions()
  const text = shallowRef(drafts.get(thread))
  const isTouch = matchMedia('(pointer: coarse)').matches
  const verdict = computed(() => {
    const judged = judge(text.value)
    // An edit that leaves nothing asks whether to delete.
    return actions.editing.value && text.value.trim() === '' ? { canSend: true, over: 0 } : judged
  })

  function fit(): void {
    const element = field.value
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }

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
    send(written)
    drafts.set(thread, '')
    show('')
    field.value?.focus()
  }

  function press(event: KeyboardEvent): void {
    if (sendsMessage(event, isTouch)) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape' && actions.editing.value) {
      event.preventDefault()
      actions.stopEditing()
    } else if (asksForLast(event) && text.value === '' && !actions.editing.value) {
      event.preventDefault()
      editLast()
    }
  }

  watch(actions.editing, (message) => {
    show(message ? message.text : drafts.get(thread))
    field.value?.focus()
  })
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
    press,
    submit,
  }
}
