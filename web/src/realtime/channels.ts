import type { BranchMark, Draft, Level, Message, Role, Thread, ThreadRead, User } from '../api/types'

/** What the channels carry, as far as this page knows it. */
export type ChatEvent =
  | { readonly type: 'message.posted' | 'message.edited' | 'message.deleted'; readonly message: Message }
  | {
      readonly type: 'reaction.added' | 'reaction.removed'
      readonly messageId: number
      readonly emoji: string
      readonly user: User
    }
  | { readonly type: 'message.pinned'; readonly messageId: number; readonly at: string }
  | { readonly type: 'message.unpinned'; readonly messageId: number }
  | { readonly type: 'nothing.changed'; readonly messageId?: number; readonly message?: Message }
  | { readonly type: 'thread.created'; readonly thread: Thread }
  | ThreadEvent
  | { readonly type: 'branch.changed'; readonly messageId: number; readonly branch: BranchMark }
  | { readonly type: 'thread.notify'; readonly threadId: number; readonly level: Level; readonly muted: boolean }
  | { readonly type: 'typing'; readonly threadId: number; readonly user: User }
  | { readonly type: 'message.saved'; readonly messageId: number; readonly saved: boolean }
  | ({ readonly type: 'draft.changed' } & Draft)
  | { readonly type: 'thread.followed'; readonly thread: Thread }
  | { readonly type: 'thread.left' | 'thread.unfollowed'; readonly threadId: number }
  | ({ readonly type: 'thread.read' } & ThreadRead)

/** What happens to a thread itself, by somebody. */
export type ThreadEvent = { readonly by: User } & (
  | { readonly type: 'thread.renamed'; readonly name: string }
  | { readonly type: 'thread.topic'; readonly topic: string }
  | { readonly type: 'thread.archived'; readonly at: string }
  | { readonly type: 'thread.reopened' }
  | { readonly type: 'member.joined' | 'member.role'; readonly user: User; readonly role: Role }
  | { readonly type: 'member.left'; readonly user: User }
)

const threadKinds = [
  'thread.renamed',
  'thread.topic',
  'thread.archived',
  'thread.reopened',
  'member.joined',
  'member.role',
  'member.left',
] satisfies ThreadEvent['type'][]

const kinds = new Set<unknown>([
  'message.posted',
  'message.edited',
  'message.deleted',
  'reaction.added',
  'reaction.removed',
  'message.pinned',
  'message.unpinned',
  'nothing.changed',
  'thread.created',
  ...threadKinds,
  'branch.changed',
  'thread.notify',
  'typing',
  'message.saved',
  'draft.changed',
  'thread.followed',
  'thread.unfollowed',
  'thread.left',
  'thread.read',
] satisfies ChatEvent['type'][])

/** The thread whose log this channel carries, or null for any other channel. */
export function threadOf(channel: string): number | null {
  const match = /^thread:(\d+)$/.exec(channel)
  return match ? Number(match[1]) : null
}

/** Null for the kinds that a newer server may send. */
export function readEvent(data: unknown): ChatEvent | null {
  return typeof data === 'object' && data !== null && 'type' in data && kinds.has(data.type)
    ? (data as ChatEvent)
    : null
}

/** The message that an event of a thread's log brought, or null for the other kinds. */
export function postedMessage(data: unknown): Message | null {
  const event = readEvent(data)
  return event?.type === 'message.posted' ? event.message : null
}

/** What an event of a thread's log says of the thread itself, or null for the other kinds. */
export function threadEvent(data: unknown): ThreadEvent | null {
  const event = readEvent(data)
  return event !== null && isThreadEvent(event) ? event : null
}

function isThreadEvent(event: ChatEvent): event is ThreadEvent {
  return threadKinds.some((kind) => kind === event.type)
}
