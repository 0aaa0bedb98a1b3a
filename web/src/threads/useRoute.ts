import { onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'

/** What stands beside the open thread. */
export type Panel = 'members' | 'pins' | 'search' | `branch-${number}`

export interface Route {
  /** The open thread, or null for the list. */
  readonly thread: Readonly<Ref<number | null>>
  /** The offset of the message in it that the address leads to. */
  readonly message: Readonly<Ref<number | null>>
  readonly panel: Readonly<Ref<Panel | null>>
  /** The offset of the message in the branch beside it that the address leads to. */
  readonly beside: Readonly<Ref<number | null>>
  open(thread: number): void
  /** Opens without a step back to where we were. */
  openInstead(thread: number): void
  /** The same for a branch, which opens beside its room. */
  openBranchInstead(thread: number, branch: number, message: number | null): void
  /** Beside the open thread. Back closes it again. */
  openPanel(panel: Panel): void
  closePanel(): void
}

interface Place {
  readonly thread: number | null
  readonly message: number | null
  readonly panel: Panel | null
  readonly beside: number | null
}

const panels: readonly Panel[] = ['members', 'pins', 'search']

/** Where a thread is, or the message at an offset of it, with what stands beside it: a branch, or a message of that. */
export function pathTo(
  thread: number | null,
  message: number | null = null,
  panel: Panel | null = null,
  beside: number | null = null,
): string {
  return thread === null ? '#/' : ['#/t', thread, message, panel, beside].filter((part) => part !== null).join('/')
}

/** Where a message of the open thread is, with everything beside it as it stands. */
export function pathWithin(message: number | null): string {
  const { thread, panel, beside } = read()
  return pathTo(thread, message, panel, beside)
}

/** The address says which thread is open, so that back, reload and a shared link do what they say. */
export function useRoute(): Route {
  const first = read()
  const thread = shallowRef(first.thread)
  const message = shallowRef(first.message)
  const panel = shallowRef(first.panel)
  const beside = shallowRef(first.beside)
  const follow = () => show(read())
  window.addEventListener('hashchange', follow)
  onScopeDispose(() => window.removeEventListener('hashchange', follow))

  function show(place: Place): void {
    thread.value = place.thread
    message.value = place.message
    panel.value = place.panel
    beside.value = place.beside
  }

  function go(place: Place): void {
    location.hash = pathTo(place.thread, place.message, place.panel, place.beside)
    // The browser tells of it later than the next key may come.
    show(place)
  }

  return {
    thread: shallowReadonly(thread),
    message: shallowReadonly(message),
    panel: shallowReadonly(panel),
    beside: shallowReadonly(beside),
    open: (id) => go({ thread: id, message: null, panel: null, beside: null }),
    openInstead: (id) => location.replace(pathTo(id)),
    openBranchInstead: (id, branch, said) => location.replace(pathTo(id, null, `branch-${branch}`, said)),
    openPanel: (wanted) => go({ thread: thread.value, message: message.value, panel: wanted, beside: null }),
    closePanel() {
      location.replace(pathTo(thread.value, message.value))
      panel.value = null
      beside.value = null
    },
  }
}

export function togglePanel(route: Route, panel: Panel): void {
  if (route.panel.value === panel) route.closePanel()
  else if (route.thread.value !== null) route.openPanel(panel)
}

function read(): Place {
  const match = /^#\/t\/(\d+)(?:\/(\d+))?(?:\/([a-z]+(?:-\d+)?)(?:\/(\d+))?)?$/.exec(location.hash)
  return {
    thread: match ? Number(match[1]) : null,
    message: match?.[2] === undefined ? null : Number(match[2]),
    panel: readPanel(match?.[3]),
    beside: match?.[4] === undefined ? null : Number(match[4]),
  }
}

/** The branch that stands beside the open thread. */
export function branchIn(panel: Panel | null): number | null {
  const match = /^branch-(\d+)$/.exec(panel ?? '')
  return match ? Number(match[1]) : null
}

function readPanel(name: string | undefined): Panel | null {
  const branch = /^branch-(\d+)$/.exec(name ?? '')
  return branch ? `branch-${Number(branch[1])}` : (panels.find((known) => known === name) ?? null)
}
