import type { Message, Thread } from '../api/types'

interface MessagePosted {
  readonly message: Message
}

interface ThreadCreated {
  readonly thread: Thread
}

/** The thread whose log this channel carries, or null for any other channel. */
export function threadOf(channel: string): number | null {
  const match = /^thread:(\d+)$/.exec(channel)
  return match ? Number(match[1]) : null
}

/** The message that an event of a thread's log brought, or null for the other kinds. */
export function postedMessage(event: unknown): Message | null {
  return isKind(event, 'message.posted') ? (event as MessagePosted).message : null
}

/** The thread that came into being for me, or null for the other kinds. */
export function createdThread(event: unknown): Thread | null {
  return isKind(event, 'thread.created') ? (event as ThreadCreated).thread : null
}

function isKind(event: unknown, kind: string): boolean {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === kind
}
