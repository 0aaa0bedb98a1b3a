import { shallowReadonly, shallowRef, type Ref } from 'vue'
import type { ChatApi } from '../api/client'
import type { MyThread } from '../api/types'
import { callsEveryone } from './composing'

/** In a smaller circle, calling everybody is how people talk. */
const largeFrom = 20

export interface CallingAll {
  /** Whether its writer is asked. */
  readonly isAsking: Readonly<Ref<boolean>>
  /** True at once for what calls nobody in particular, so that it is sent at once. */
  isSure(text: string): true | Promise<boolean>
  decide(isSure: boolean): void
}

/** Asks before a message calls everyone in a large room. */
export function useCallingAll(api: Pick<ChatApi, 'members' | 'findUsers'>, thread: () => MyThread): CallingAll {
  const isAsking = shallowRef(false)
  let answer: ((isSure: boolean) => void) | undefined

  function isLarge({ id, private: isPrivate }: MyThread): Promise<boolean> {
    // Everybody sees a public room.
    const people = isPrivate ? api.members(id, 0, largeFrom) : api.findUsers('', largeFrom)
    // Who cannot be counted may be many.
    return people.then(
      ({ length }) => length === largeFrom,
      () => true,
    )
  }

  async function ask(): Promise<boolean> {
    if (!(await isLarge(thread()))) return true
    isAsking.value = true
    return new Promise((resolve) => (answer = resolve))
  }

  return {
    isAsking: shallowReadonly(isAsking),
    isSure: (text) => (thread().direct !== true && callsEveryone(text) ? ask() : true),
    decide(isSure) {
      isAsking.value = false
      answer?.(isSure)
    },
  }
}
