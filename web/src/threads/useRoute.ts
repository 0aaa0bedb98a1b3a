import { onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'

export interface Route {
  /** The open thread, or null for the list. */
  readonly thread: Readonly<Ref<number | null>>
  open(thread: number): void
  /** Opens without a step back to where we were. */
  openInstead(thread: number): void
}

export function pathTo(thread: number | null): string {
  return thread === null ? '#/' : `#/t/${thread}`
}

/** The address says which thread is open, so that back, reload and a shared link do what they say. */
export function useRoute(): Route {
  const thread = shallowRef(read())
  const follow = () => (thread.value = read())
  window.addEventListener('hashchange', follow)
  onScopeDispose(() => window.removeEventListener('hashchange', follow))

  return {
    thread: shallowReadonly(thread),
    open(id) {
      location.hash = pathTo(id)
      // The browser tells of it later than the next key may come.
      thread.value = id
    },
    openInstead: (id) => location.replace(pathTo(id)),
  }
}

function read(): number | null {
  const match = /^#\/t\/(\d+)$/.exec(location.hash)
  return match ? Number(match[1]) : null
}
