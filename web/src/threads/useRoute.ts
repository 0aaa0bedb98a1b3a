import { onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'

export interface Route {
  /** The open thread, or null for the list. */
  readonly thread: Readonly<Ref<number | null>>
  /** The offset of the message in it that the address leads to. */
  readonly message: Readonly<Ref<number | null>>
  open(thread: number): void
  /** Opens without a step back to where we were. */
  openInstead(thread: number): void
}

/** Where a thread is, or the message at an offset of it. */
export function pathTo(thread: number | null, message: number | null = null): string {
  if (thread === null) return '#/'
  return message === null ? `#/t/${thread}` : `#/t/${thread}/${message}`
}

/** The address says which thread is open, so that back, reload and a shared link do what they say. */
export function useRoute(): Route {
  const thread = shallowRef<number | null>(null)
  const message = shallowRef<number | null>(null)
  const follow = () => ([thread.value, message.value] = read())
  follow()
  window.addEventListener('hashchange', follow)
  onScopeDispose(() => window.removeEventListener('hashchange', follow))

  return {
    thread: shallowReadonly(thread),
    message: shallowReadonly(message),
    open(id) {
      location.hash = pathTo(id)
      // The browser tells of it later than the next key may come.
      thread.value = id
      message.value = null
    },
    openInstead: (id) => location.replace(pathTo(id)),
  }
}

function read(): [thread: number | null, message: number | null] {
  const [, thread, message] = /^#\/t\/(\d+)(?:\/(\d+))?$/.exec(location.hash) ?? []
  return [thread === undefined ? null : Number(thread), message === undefined ? null : Number(message)]
}
