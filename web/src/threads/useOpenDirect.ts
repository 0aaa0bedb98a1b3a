import { inject, provide, type InjectionKey } from 'vue'
import type { User } from '../api/types'
import { needed } from '../chat'
import type { ThreadsHandle } from './useThreads'

type OpenDirect = (people: readonly User[]) => Promise<void>

const key: InjectionKey<OpenDirect> = Symbol('open direct')

/** Lets everything below open the conversation with somebody. */
export function provideOpenDirect(threads: ThreadsHandle, go: (thread: number) => void): OpenDirect {
  const open: OpenDirect = async (people) => go(await threads.openDirect(people))
  provide(key, open)
  return open
}

/** Opens the conversation with these people. Rejects with a `Refusal`. */
export function useOpenDirect(): OpenDirect {
  return needed(inject(key))
}
