import type { BranchMark, Message, Origin, Quote, User } from '../api/types'
import { sentFiles, type ShownFile } from '../files/files'
import type { Attachment } from '../files/uploads'
import { compareEmoji } from './emoji'
import type { Deed, Outbox, Outgoing, Reason } from './outbox'
import { changed, pin, reaction, view } from './versions'

export interface ShownReaction {
  readonly emoji: string
  readonly people: readonly string[]
  readonly isMine: boolean
}

/** A change of mine that the server did not take. */
export interface Failure {
  readonly clientId: string
  readonly what: Exclude<Deed['do'], 'post'>
  readonly reason?: Reason
}

/** A message as the list shows it, confirmed or on its way. */
export interface ShownMessage {
  /** Null until the server has it. */
  readonly id: number | null
  /** Its place in the log; null until the server has it. */
  readonly offset: number | null
  readonly author: User
  readonly text: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly isMine: boolean
  readonly callsMe: boolean
  /** Whom it calls. */
  readonly names: readonly string[]
  readonly state: 'sent' | 'waiting' | 'sending' | 'failed'
  readonly clientId: string | null
  readonly reason?: Reason
  readonly replyTo: Quote | null
  readonly branch: BranchMark | null
  readonly origin: Origin | null
  readonly editedAt: number | null
  readonly isDeleted: boolean
  readonly isPinned: boolean
  readonly reactions: readonly ShownReaction[]
  readonly files: readonly ShownFile[]
  /** Its text is being edited or deleted, and the server has not said yes. */
  readonly isChanging: boolean
  readonly failures: readonly Failure[]
}

const nothingYet = {
  id: null,
  offset: null,
  callsMe: false,
  names: [],
  replyTo: null,
  branch: null,
  origin: null,
  editedAt: null,
  isDeleted: false,
  isPinned: false,
  reactions: [],
  files: [],
  isChanging: false,
  failures: [],
} as const

/** A message that the server has, with what I have done to it since. */
export function confirmed(message: Message, deeds: Outbox, me: User): ShownMessage {
  const hopeful = deeds.filter((outgoing) => outgoing.state !== 'failed')
  const now = hopeful.reduce((known, outgoing) => foreseen(known, outgoing, me), message)
  return {
    id: message.id,
    offset: message.offset,
    author: message.user,
    text: now.text,
    at: Date.parse(message.createdAt),
    isMine: message.user.id === me.id,
    callsMe: now.mentions?.some(({ id }) => id === me.id || id === 0) ?? false,
    names: now.mentions?.map(({ username }) => username) ?? [],
    state: 'sent',
    replyTo: message.replyTo ?? null,
    branch: now.branch ?? null,
    origin: message.origin ?? null,
    clientId: message.clientId ?? null,
    editedAt: now.editedAt === undefined ? null : Date.parse(now.editedAt),
    isDeleted: now.deletedAt !== undefined,
    isPinned: now.pinnedAt !== undefined,
    reactions: reactions(now, me),
    files: sentFiles(now),
    isChanging: hopeful.some(({ deed }) => deed.do === 'edit' || deed.do === 'delete'),
    failures: deeds.flatMap(failure),
  }
}

/** A message of mine that the server may not have yet. */
export function underway({ deed, writtenAt, state, clientId, reason }: Outgoing, me: User): ShownMessage | null {
  if (deed.do !== 'post') return null
  const { text, replyTo = null, files = [] } = deed
  const why = reason === undefined ? {} : { reason }
  const shown = { author: me, text, at: writtenAt, isMine: true, state, clientId, replyTo, files: files.map(shownFile) }
  return { ...nothingYet, ...shown, ...why }
}

/** As the server found it, once it has it; its name on this device stays until a message has it. */
function shownFile({ file, ...attached }: Attachment): ShownFile {
  return { ...attached, ...file, key: attached.key, id: file?.id ?? null }
}

/** What the message will be once the server has done it. A deletion is waited for. */
function foreseen(message: Message, { deed, writtenAt }: Outgoing, me: User): Message {
  switch (deed.do) {
    case 'post':
    case 'delete':
      return message
    case 'edit':
      return changed(message, view({ ...message, text: deed.text, editedAt: new Date(writtenAt).toISOString() }))
    case 'react':
      return changed(message, reaction(message.id, deed.emoji, me, deed.isOn))
    case 'pin':
      return changed(message, pin(message.id, deed.isOn ? new Date(writtenAt).toISOString() : null))
  }
}

function reactions(message: Message, me: User): readonly ShownReaction[] {
  return [...(message.reactions ?? [])]
    .sort((one, other) => compareEmoji(one.emoji, other.emoji))
    .map(({ emoji, users }) => ({
      emoji,
      people: users.map((user) => user.username),
      isMine: users.some((user) => user.id === me.id),
    }))
}

function failure({ deed, state, clientId, reason }: Outgoing): readonly Failure[] {
  return state === 'failed' && deed.do !== 'post'
    ? [{ clientId, what: deed.do, ...(reason === undefined ? {} : { reason }) }]
    : []
}
