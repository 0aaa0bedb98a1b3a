import { shallowReadonly, shallowRef, type Ref } from 'vue'
import { words } from '../language/words'
import { inWords, toRefusal } from './refusal'

export interface Asking {
  readonly isBusy: Readonly<Ref<boolean>>
  /** Why it did not succeed, for the person who asked; empty while there is nothing to say. */
  readonly problem: Readonly<Ref<string>>
  /** Answers whether it was done. One thing at a time: what is asked meanwhile is not. */
  ask(work: () => Promise<unknown>): Promise<boolean>
}

/** Something that is done while its person waits for it, and that may be refused. */
export function useAsking(): Asking {
  const isBusy = shallowRef(false)
  const problem = shallowRef('')

  return {
    isBusy: shallowReadonly(isBusy),
    problem: shallowReadonly(problem),
    async ask(work) {
      if (isBusy.value) return false
      isBusy.value = true
      problem.value = ''
      try {
        await work()
        return true
      } catch (error) {
        const refusal = toRefusal(error)
        problem.value =
          refusal.kind === 'refused' || refusal.kind === 'later' ? inWords(refusal) : words.problems.unanswered
        return false
      } finally {
        isBusy.value = false
      }
    },
  }
}
