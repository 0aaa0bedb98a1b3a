import { nextTick, shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import type { MyThread } from '../api/types'
import { startsAt } from '../messages/startAt'
import { useAttention } from '../messages/useAttention'
import type { ThreadsHandle } from './useThreads'

export interface RoomReading {
  /** The line "New" stands after this offset; null for no line. It does not move while somebody reads. */
  readonly line: Readonly<Ref<number | null>>
  /** How many messages were below the line when it was drawn. */
  readonly count: Readonly<Ref<number>>
  /** Everything up to there has been read. */
  read(offset: number): void
  /** From there on it shall be unread, whatever is on the screen, until the room is opened anew. */
  markUnread(offset: number): void
  eraseLine(): void
  /** Everything is read, and there is no line any more. */
  finish(): void
}

/** What was unread when somebody came into a room, and what they read while they are there. */
export function useRoomReading(thread: () => MyThread, threads: ThreadsHandle): RoomReading {
  const line = shallowRef<number | null>(null)
  const count = shallowRef(0)
  // Who wants the newest first and the rest unread has not read it by seeing the end.
  let isHeld = startsAt.value === 'newest' && thread().unread > 0

  function draw(after: number): void {
    line.value = after
    count.value = thread().unread
  }
  if (thread().unread > 0) draw(thread().read)
  if (startsAt.value === 'read' && thread().unread > 0) threads.read(thread().id, thread().offset)

  // Coming back to the window is coming in anew.
  watch(useAttention(), async (hasAttention) => {
    await nextTick()
    if (hasAttention && !isHeld && thread().unread > 0) draw(thread().read)
  })

  return {
    line: shallowReadonly(line),
    count: shallowReadonly(count),
    read(offset) {
      if (!isHeld) threads.read(thread().id, offset)
    },
    markUnread(offset) {
      isHeld = true
      threads.unread(thread().id, offset)
      line.value = offset - 1
      count.value = 0
    },
    eraseLine: () => (line.value = null),
    finish() {
      isHeld = false
      line.value = null
      threads.read(thread().id, thread().offset)
    },
  }
}
