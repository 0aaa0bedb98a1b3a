import { onScopeDispose, shallowReactive } from 'vue'
import { threadEvent, threadOf } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import type { Notes } from './notes'

export interface NotesHandle {
  of(thread: number): Notes
}

const none: Notes = new Map()

/** Keeps what happens to each thread while this page listens, recovered events included. The log of another epoch is another log. */
export function useNotes(connection: Connection): NotesHandle {
  const all = shallowReactive(new Map<number, Notes>())
  const epochs = new Map<number, string>()

  const stop = connection.listen({
    followed(channel, { epoch }) {
      const thread = threadOf(channel)
      if (thread === null) return
      if (epochs.has(thread) && epochs.get(thread) !== epoch) all.delete(thread)
      epochs.set(thread, epoch)
    },
    published(channel, offset, data) {
      const thread = threadOf(channel)
      const event = threadEvent(data)
      if (thread !== null && event) all.set(thread, new Map(all.get(thread)).set(offset, event))
    },
  })
  onScopeDispose(stop)

  return { of: (thread) => all.get(thread) ?? none }
}
