import type { BranchMark, Message, Reaction, User } from '../api/types'
import type { ChatEvent } from '../realtime/channels'

/** What one place of the log says about one message. */
export type Change =
  /** The message as it is from here on, as a whole. */
  | { readonly kind: 'view'; readonly id: number; readonly message: Message }
  | {
      readonly kind: 'reaction'
      readonly id: number
      readonly emoji: string
      readonly user: User
      readonly isOn: boolean
    }
  | { readonly kind: 'pin'; readonly id: number; readonly at: string | null }
  | { readonly kind: 'branch'; readonly id: number; readonly branch: BranchMark }
  /** Somebody wanted what already was. */
  | { readonly kind: 'nothing'; readonly id: number }

/** One message as far as we know it: the newest view of it as a whole, and what came after. */
export interface Version {
  readonly view: Message | null
  /** The place in the log at which the view was true. */
  readonly at: number
  readonly changes: ReadonlyMap<number, Change>
  /** The view with the changes; null while there are only changes. */
  readonly now: Message | null
}

export const unknownVersion: Version = { view: null, at: -1, changes: new Map(), now: null }

/** What an event of a thread's log says about a message, or null if it is not about one. */
export function changeOf(event: ChatEvent | null): Change | null {
  switch (event?.type) {
    case 'message.posted':
    case 'message.edited':
    case 'message.deleted':
      return view(event.message)
    case 'reaction.added':
    case 'reaction.removed':
      return reaction(event.messageId, event.emoji, event.user, event.type === 'reaction.added')
    case 'message.pinned':
      return pin(event.messageId, event.at)
    case 'message.unpinned':
      return pin(event.messageId, null)
    case 'branch.changed':
      return { kind: 'branch', id: event.messageId, branch: event.branch }
    case 'nothing.changed':
      if (event.message) return view(event.message)
      return event.messageId === undefined ? null : { kind: 'nothing', id: event.messageId }
    default:
      return null
  }
}

export function view(message: Message): Change {
  return { kind: 'view', id: message.id, message }
}

export function reaction(id: number, emoji: string, user: User, isOn: boolean): Change {
  return { kind: 'reaction', id, emoji, user, isOn }
}

export function pin(id: number, at: string | null): Change {
  return { kind: 'pin', id, at }
}

/** Takes in what the log says at `offset`. What an older place of it says, or one that we have, changes nothing. */
export function learn(version: Version, offset: number, change: Change): Version {
  if (offset <= version.at) return version
  if (change.kind !== 'view') return grown(version.view, version.at, new Map(version.changes).set(offset, change))
  return grown(change.message, offset, new Map([...version.changes].filter(([at]) => at > offset)))
}

function grown(view: Message | null, at: number, changes: ReadonlyMap<number, Change>): Version {
  const inOrder = [...changes].sort(([one], [other]) => one - other)
  const now = view && inOrder.reduce((message, [, change]) => changed(message, change), view)
  return { view, at, changes, now }
}

/** The message after a change. Of a deleted one only its place is left. */
export function changed(message: Message, change: Change): Message {
  if (change.kind === 'view') return change.message
  // Also below what is deleted, people go on talking.
  if (change.kind === 'branch') return { ...message, branch: change.branch }
  if (message.deletedAt !== undefined || change.kind === 'nothing') return message
  if (change.kind === 'reaction') return withReaction(message, change.emoji, change.user, change.isOn)

  const { pinnedAt, ...rest } = message
  // Pinning what is pinned keeps the first moment.
  return change.at === null ? rest : { ...rest, pinnedAt: pinnedAt ?? change.at }
}

function withReaction(message: Message, emoji: string, user: User, isOn: boolean): Message {
  const { reactions = [], ...rest } = message
  const users = reactions.find((known) => known.emoji === emoji)?.users ?? []
  if (users.some((known) => known.id === user.id) === isOn) return message

  const left = isOn ? [...users, user] : users.filter((known) => known.id !== user.id)
  const others = reactions.filter((known) => known.emoji !== emoji)
  const all: readonly Reaction[] = left.length > 0 ? [...others, { emoji, users: left }] : others
  return all.length > 0 ? { ...rest, reactions: all } : rest
}
