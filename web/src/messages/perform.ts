import type { ChatApi } from '../api/client'
import type { User } from '../api/types'
import type { Outgoing } from './outbox'
import { pin, reaction, view, type Change } from './versions'

export interface Done {
  /** The place in the thread's log. */
  readonly offset: number
  readonly change: Change | null
}

/** Asks the server to do it, under the deed's own id: a repetition finds the first attempt. `isDraft`: what is posted is the draft there. */
export async function perform(
  api: ChatApi,
  { thread, deed, clientId }: Outgoing,
  me: User | null,
  isDraft: boolean,
): Promise<Done> {
  switch (deed.do) {
    case 'post': {
      const files = deed.files?.flatMap(({ file }) => file?.id ?? []) ?? []
      const message = await api.publish(thread, deed.text, clientId, { replyTo: deed.replyTo?.id, isDraft, files })
      return { offset: message.offset, change: view(message) }
    }
    case 'edit': {
      const { offset, message } = await api.edit(deed.message, deed.text, clientId)
      return { offset, change: view(message) }
    }
    case 'delete': {
      const { offset, message } = await api.remove(deed.message, clientId)
      return { offset, change: view(message) }
    }
    case 'react': {
      const { offset } = await api.react(deed.message, deed.emoji, deed.isOn, clientId)
      return { offset, change: me && reaction(deed.message, deed.emoji, me, deed.isOn) }
    }
    case 'pin': {
      const { offset } = await api.pin(deed.message, deed.isOn, clientId)
      // The event says when exactly.
      return { offset, change: pin(deed.message, deed.isOn ? new Date().toISOString() : null) }
    }
  }
}
