import { onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'

/** What stands beside the open thread. */
export type Panel = 'members'

export interface Route {
  /** The open thread, or null for the list. */
  readonly thread: Readonly<Ref<number | null>>
  readonly panel: Readonly<Ref<Panel | null>>
  open(thread: number): void
  /** Opens without a step back to where we were. */
  openInstead(thread: number): void
  /** Beside the open thread. Back closes it again. */
  openPanel(panel: Panel): void
  closePanel(): void
}

interface Place {
  readonly thread: number | null
  readonly panel: Panel | null
}

const panels: readonly Panel[] = ['members']

export function pathTo(thread: number | null, panel: Panel | null = null): string {
  if (thread === null) return '#/'
  return panel === null ? `#/t/${thread}` : `#/t/${thread}/${panel}`
}

/** The address says which thread is open, so that back, reload and a shared link do what they say. */
export function useRoute(): Route {
  const first = read()
  const thread = shallowRef(first.thread)
  const panel = shallowRef(first.panel)
  const follow = () => show(read())
  window.addEventListener('hashchange', follow)
  onScopeDispose(() => window.removeEventListener('hashchange', follow))

  function show(place: Place): void {
    thread.value = place.thread
    panel.value = place.panel
  }

  function go(place: Place): void {
    location.hash = pathTo(place.thread, place.panel)
    // The browser tells of it later than the next key may come.
    show(place)
  }

  return {
    thread: shallowReadonly(thread),
    panel: shallowReadonly(panel),
    open: (id) => go({ thread: id, panel: null }),
    openInstead: (id) => location.replace(pathTo(id)),
    openPanel: (wanted) => go({ thread: thread.value, panel: wanted }),
    closePanel() {
      location.replace(pathTo(thread.value))
      panel.value = null
    },
  }
}

export function togglePanel(route: Route, panel: Panel): void {
  if (route.panel.value === panel) route.closePanel()
  else if (route.thread.value !== null) route.openPanel(panel)
}

function read(): Place {
  const match = /^#\/t\/(\d+)(?:\/([a-z]+))?$/.exec(location.hash)
  return {
    thread: match ? Number(match[1]) : null,
    panel: panels.find((known) => known === match?.[2]) ?? null,
  }
}
