import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useChat } from '../chat'
import { words } from '../language/words'
import { postedMessage, threadOf } from '../realtime/channels'
import { dayName, isToday } from './dates'
import { newBelow, type Row } from './rows'

export interface Pills {
  readonly up: ComputedRef<string>
  readonly down: ComputedRef<string>
}

/** What the pills say that lead to what is out of sight. */
export function usePills(
  thread: number,
  rows: () => readonly Row[],
  isAtBottom: Readonly<Ref<boolean>>,
  unread: () => number,
  farAt: () => number | null,
): Pills {
  const { connection } = useChat()
  const lastSeen = shallowRef<string | null>(null)
  // Messages of others that came while nobody was at the bottom; they may not be among the rows.
  const arrived = shallowRef(0)

  const stop = connection.listen({
    published(channel, _offset, data) {
      const message = postedMessage(data)
      if (message && threadOf(channel) === thread && !isAtBottom.value && message.user.id !== connection.me.value?.id)
        arrived.value++
    },
  })
  onScopeDispose(stop)
  watch(
    [rows, isAtBottom],
    () => {
      if (!isAtBottom.value) return
      lastSeen.value = rows().at(-1)?.key ?? null
      arrived.value = 0
    },
    { immediate: true },
  )

  return {
    up: computed(() => words.messages.unread(unread())),
    down: computed(() => {
      const below = Math.max(arrived.value, newBelow(rows(), lastSeen.value))
      if (below > 0) return words.messages.newBelow(below)
      const at = farAt()
      // Of today one need not be told.
      if (at === null || isToday(at, Date.now())) return words.messages.toLatest
      return words.messages.toLatestFrom(dayName(at, Date.now()))
    }),
  }
}
