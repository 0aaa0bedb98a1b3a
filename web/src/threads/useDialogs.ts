import { inject, provide, shallowReadonly, shallowRef, type InjectionKey, type Ref } from 'vue'
import { needed } from '../chat'

/** What lies over the page and asks for an answer. A thread is named by its id: it changes while somebody reads. */
export type Dialog =
  | { readonly kind: 'create' | 'browse' | 'direct' | 'saved' | 'branches' | 'preferences' }
  | { readonly kind: 'forward' | 'versions'; readonly message: number }
  | { readonly kind: 'settings' | 'invite' | 'leave' | 'archive'; readonly thread: number }

export interface Dialogs {
  readonly open: Readonly<Ref<Dialog | null>>
  ask(dialog: Dialog): void
  close(): void
}

const key: InjectionKey<Dialogs> = Symbol('dialogs')

/** One dialog at a time, whoever asks for it. */
export function provideDialogs(): Dialogs {
  const open = shallowRef<Dialog | null>(null)
  const dialogs: Dialogs = {
    open: shallowReadonly(open),
    ask: (dialog) => (open.value = dialog),
    close: () => (open.value = null),
  }
  provide(key, dialogs)
  return dialogs
}

export function useDialogs(): Dialogs {
  return needed(inject(key))
}
