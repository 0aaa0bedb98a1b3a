import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue'
import type { ChatApi } from '../api/client'
import { postedMessage, readEvent, threadOf } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import { followWhileOpen } from '../realtime/followWhileOpen'
import { heard, stopped, typingLine, withoutOld, type Typists } from './typing'

/** The others believe it for five seconds. */
const tellAgainAfter = 3_000

export interface Typing {
  readonly line: ComputedRef<string>
  /** I am: the others are told, not too often. */
  tell(): void
  /** I have sent it: the next letter is told at once. */
  rest(): void
}

/** Who else is typing in a thread that is open, and telling them that I am. */
export function useTyping(connection: Connection, api: Pick<ChatApi, 'typing'>, thread: number): Typing {
  const typists = shallowRef<Typists>(new Map())
  let timer: ReturnType<typeof setTimeout> | undefined
  let toldAt = 0

  function change(next: Typists): void {
    typists.value = next
    clearTimeout(timer)
    const soonest = Math.min(...[...next.values()].map(({ until }) => until))
    if (next.size > 0)
      timer = setTimeout(() => change(withoutOld(typists.value, Date.now())), soonest - Date.now() + 20)
  }

  const stopFollowing = followWhileOpen(connection, `typing:${thread}`, thread)
  const stopListening = connection.listen({
    published(channel, _offset, data) {
      const message = threadOf(channel) === thread ? postedMessage(data) : null
      if (message) change(stopped(typists.value, message.user.id))
      const event = channel === `typing:${thread}` ? readEvent(data) : null
      if (event?.type === 'typing' && event.user.id !== connection.me.value?.id)
        change(heard(typists.value, event.user, Date.now()))
    },
  })
  onScopeDispose(() => {
    stopFollowing()
    stopListening()
    clearTimeout(timer)
  })

  return {
    line: computed(() => typingLine(typists.value)),
    tell() {
      if (Date.now() - toldAt < tellAgainAfter || connection.state.value !== 'live') return
      toldAt = Date.now()
      // Nobody misses it.
      api.typing(thread).catch(() => undefined)
    },
    rest: () => (toldAt = 0),
  }
}
