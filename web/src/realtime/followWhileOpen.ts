import { readEvent } from './channels'
import type { Connection } from './connection'

/**
 * Follows a channel of a branch or another thread while somebody looks at it. When they do not want to hear of it any more the server ends
 * all that goes to them, and this begins anew. Answers how to end it; `isKept` leaves the channel to whoever follows it by now.
 */
export function followWhileOpen(
  connection: Pick<Connection, 'follow' | 'listen'>,
  channel: string,
  thread: number,
): (isKept?: boolean) => void {
  let stop = connection.follow(channel)
  const stopListening = connection.listen({
    published(_channel, _offset, data) {
      const event = readEvent(data)
      if (event?.type !== 'thread.unfollowed' || event.threadId !== thread) return
      stop()
      stop = connection.follow(channel)
    },
  })
  return (isKept = false) => {
    stopListening()
    if (!isKept) stop()
  }
}
