import type { Message } from '../api/types'

/** What a screen reader says about messages that came in together. Many at once are counted, not read. */
export function announcement(messages: readonly Message[]): string {
  return messages.length > 3
    ? `${messages.length} new messages`
    : messages.map((message) => `${message.user.username}: ${message.text}`).join('. ')
}
