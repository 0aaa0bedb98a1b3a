import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { ChatApi } from '../api/client'
import type { PersonPresence } from '../api/types'
import { readEvent } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import { presenceLine } from './presence'

export interface Presences {
  /** They are on the screen until this is called back. */
  watch(user: number): () => void
  get(user: number): PersonPresence | undefined
  /** The same in words; empty while nothing is known. */
  line(user: number): string
}

/** What is known of somebody for longer is asked again, as long as they are on the screen. */
export const askedAgainAfter = 60_000

/** Those who come into view together are asked about together. */
const gathering = 100

/** The most that the server answers about at once. */
const mostAtOnce = 100

/** Who is here, of those whom somebody looks at. Nobody is asked about while nobody looks. */
export function usePresence(
  connection: Connection,
  api: Pick<ChatApi, 'presence'>,
  isIdle: Readonly<Ref<boolean>>,
): Presences {
  const known = shallowRef<ReadonlyMap<number, PersonPresence>>(new Map())
  const now = shallowRef(Date.now())
  const inView = new Map<number, number>()
  const askedAt = new Map<number, number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const isLooking = () => connection.state.value === 'live' && !isIdle.value && document.visibilityState === 'visible'

  function isDue(user: number): boolean {
    return Date.now() - (askedAt.get(user) ?? -Infinity) >= askedAgainAfter
  }

  function plan(): void {
    clearTimeout(timer)
    if (inView.size === 0 || !isLooking()) return
    const oldest = Math.min(...[...inView.keys()].map((user) => askedAt.get(user) ?? -Infinity))
    timer = setTimeout(() => void ask(), Math.max(gathering, oldest + askedAgainAfter - Date.now()))
  }

  async function ask(): Promise<void> {
    const due = [...inView.keys()].filter(isDue)
    for (const user of due) askedAt.set(user, Date.now())
    for (let first = 0; first < due.length; first += mostAtOnce) {
      try {
        const people = await api.presence(due.slice(first, first + mostAtOnce))
        known.value = new Map([...known.value, ...people.map((person) => [person.id, person] as const)])
      } catch {
        // It is asked again when its time has come.
      }
    }
    now.value = Date.now()
    plan()
  }

  const stop = connection.listen({
    published(_channel, _offset, data) {
      const event = readEvent(data)
      if (event?.type !== 'typing' || !inView.has(event.user.id)) return
      known.value = new Map(known.value).set(event.user.id, { id: event.user.id, presence: 'online' })
    },
  })
  watch([connection.state, isIdle], plan)
  document.addEventListener('visibilitychange', plan)
  onScopeDispose(() => {
    stop()
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', plan)
  })

  return {
    watch(user) {
      inView.set(user, (inView.get(user) ?? 0) + 1)
      plan()
      return () => {
        const others = (inView.get(user) ?? 1) - 1
        if (others > 0) inView.set(user, others)
        else inView.delete(user)
      }
    },
    get: (user) => known.value.get(user),
    line: (user) => presenceLine(known.value.get(user), now.value),
  }
}
