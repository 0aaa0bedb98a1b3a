import type { Message } from '../api/types'
import { words } from '../language/words'
import { inShort } from './inShort'

/** What a screen reader says about messages that came in together. Many at once are counted, not read. */
export function announcement(messages: readonly Message[]): string {
  return messages.length > 3
    ? words.messages.newBelow(messages.length)
    : messages.map((message) => `${message.user.username}: ${inShort(message)}`).join('. ')
}
