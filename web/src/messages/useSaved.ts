import { onScopeDispose, shallowReactive } from 'vue'
import type { ChatApi } from '../api/client'
import { readEvent } from '../realtime/channels'
import type { Connection } from '../realtime/connection'

export interface SavedHandle {
  /** Whether I have saved it, as far as is known. Saving twice does no harm. */
  has(message: number): boolean
  set(message: number, isOn: boolean): Promise<void>
}

/** What I have saved to find again, on all of my devices. Asked for when somebody first wants to know. */
export function useSaved(connection: Connection, api: Pick<ChatApi, 'save' | 'saved'>): SavedHandle {
  const ids = shallowReactive(new Map<number, boolean>())
  let isAsked = false

  async function load(): Promise<void> {
    isAsked = true
    try {
      for (const { message } of (await api.saved()).saved) if (!ids.has(message.id)) ids.set(message.id, true)
    } catch {
      isAsked = false
    }
  }

  const stop = connection.listen({
    published(_channel, _offset, data) {
      const event = readEvent(data)
      if (event?.type === 'message.saved') ids.set(event.messageId, event.saved)
    },
  })
  onScopeDispose(stop)

  return {
    has(message) {
      if (!isAsked) void load()
      return ids.get(message) === true
    },
    async set(message, isOn) {
      await api.save(message, isOn)
      ids.set(message, isOn)
    },
  }
}
