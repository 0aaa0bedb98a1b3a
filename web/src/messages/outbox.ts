import { inWords, type Said } from '../api/refusal'
import type { Quote } from '../api/types'
import type { Attachment, Uploads } from '../files/uploads'
import { words } from '../language/words'

/** What somebody did to a thread. Changes are about a message that the server has. */
export type Deed =
  | {
      readonly do: 'post'
      readonly text: string
      readonly replyTo?: Quote
      readonly files?: readonly Attachment[]
    }
  | { readonly do: 'edit'; readonly message: number; readonly text: string }
  | { readonly do: 'delete'; readonly message: number }
  | { readonly do: 'react'; readonly message: number; readonly emoji: string; readonly isOn: boolean }
  | { readonly do: 'pin'; readonly message: number; readonly isOn: boolean }

/**
 * Why something was not sent: what the server said to it, or that it said nothing, or that it was written so long ago that we ask, or that
 * a file of it is no longer on this device.
 */
export type Reason = 'unanswered' | 'stale' | 'lost' | Said

/** A deed on its way. Thread and client id were fixed when it was done, and stay. */
export interface Outgoing {
  readonly clientId: string
  /** Who did it: another person on this browser must not send it. */
  readonly user: number
  readonly thread: number
  readonly deed: Deed
  /** Milliseconds since 1970. */
  readonly writtenAt: number
  /** When its writer last said that it shall go out, if that was later. */
  readonly meantAt?: number
  readonly state: 'waiting' | 'sending' | 'failed'
  /** Sends that got no answer since the last time somebody asked for it. */
  readonly attempts: number
  /** Why it failed, for the person who did it. */
  readonly reason?: Reason
}

/** Everything not yet confirmed, in the order of writing. */
export type Outbox = readonly Outgoing[]

export const maxAttempts = 3
const staleAfter = 24 * 60 * 60 * 1000

/** Whoever changes a message anew has given up what failed before. */
export function enqueue(outbox: Outbox, message: Omit<Outgoing, 'state' | 'attempts'>): Outbox {
  const isReplaced = (old: Outgoing) =>
    old.state === 'failed' && old.deed.do !== 'post' && laneOf(old) === laneOf(message)
  return [...outbox.filter((old) => !isReplaced(old)), { ...message, state: 'waiting', attempts: 0 }]
}

/**
 * What may be sent now: the head of each lane, unless it is on its way already, or its files are, or it failed; then it holds back the
 * rest.
 */
export function sendable(outbox: Outbox): Outbox {
  const seen = new Set<string>()
  return outbox.filter((message) => {
    const lane = laneOf(message)
    const isHead = !seen.has(lane)
    seen.add(lane)
    return isHead && message.state === 'waiting' && !isUploading(message)
  })
}

export function attachmentsOf({ deed }: Pick<Outgoing, 'deed'>): readonly Attachment[] {
  return deed.do === 'post' ? (deed.files ?? []) : []
}

/** Whether the server does not have all of its files. */
export function isUploading(message: Pick<Outgoing, 'deed'>): boolean {
  return attachmentsOf(message).some(({ file }) => file === undefined)
}

/** Takes in how far the files are. Where one failed, so has its message. */
export function withUploads(outbox: Outbox, uploads: Uploads): Outbox {
  const known = new Map(uploads.map((upload) => [upload.key, upload]))
  const next = outbox.map((message): Outgoing => {
    const files = attachmentsOf(message)
    if (message.state === 'sending' || !isUploading(message)) return message
    const isNews = files.some(({ key, file }) => !file && known.get(key)?.file)
    const told = isNews ? withFiles(message, (file) => ({ ...file, ...fileOf(known.get(file.key)) })) : message
    const reason = files.flatMap(({ key }) => known.get(key)?.reason ?? [])[0]
    return reason !== undefined && message.state === 'waiting' ? { ...told, state: 'failed', reason } : told
  })
  return next.some((message, at) => message !== outbox[at]) ? next : outbox
}

function fileOf(upload: Uploads[number] | undefined): Pick<Attachment, 'file'> {
  return upload?.file ? { file: upload.file } : {}
}

function withFiles(message: Outgoing, edit: (attached: Attachment) => Attachment): Outgoing {
  const { deed } = message
  return deed.do === 'post' && deed.files ? { ...message, deed: { ...deed, files: deed.files.map(edit) } } : message
}

/** What keeps its order: the messages of a thread, and of a message each thing that can be changed about it. */
function laneOf({ thread, deed }: Pick<Outgoing, 'thread' | 'deed'>): string {
  switch (deed.do) {
    case 'post':
      return `thread ${thread}`
    case 'edit':
    case 'delete':
      return `text ${deed.message}`
    case 'react':
      return `reaction ${deed.message} ${deed.emoji}`
    case 'pin':
      return `pin ${deed.message}`
  }
}

export function sending(outbox: Outbox, clientId: string): Outbox {
  return change(outbox, clientId, (message) => ({ ...message, state: 'sending' }))
}

/** The server has it, as its answer or its event says. Whichever comes second finds nothing to do. */
export function confirm(outbox: Outbox, clientId: string): Outbox {
  return outbox.some((message) => message.clientId === clientId)
    ? outbox.filter((message) => message.clientId !== clientId)
    : outbox
}

/** The connection went away under it, or the server has not looked at it yet. Nobody's fault; it goes out again. */
export function putBack(outbox: Outbox, clientId: string): Outbox {
  return change(outbox, clientId, (message) => ({ ...message, state: 'waiting' }))
}

/** The server did not answer, or said "not now". After a few times its writer decides. */
export function unanswered(outbox: Outbox, clientId: string): Outbox {
  return change(outbox, clientId, (message) => {
    const attempts = message.attempts + 1
    return attempts < maxAttempts
      ? { ...message, state: 'waiting', attempts }
      : { ...message, state: 'failed', attempts, reason: 'unanswered' }
  })
}

export function refuse(outbox: Outbox, clientId: string, reason: Reason): Outbox {
  return change(outbox, clientId, (message) => ({ ...message, state: 'failed', reason }))
}

/**
 * Sends it again under the same id, so that a first attempt that arrived after all is found and not repeated. What the server refused or
 * has thrown away meanwhile may be its files: they go there again.
 */
export function retry(outbox: Outbox, clientId: string, now: number): Outbox {
  return change(outbox, clientId, (message) => {
    if (message.state !== 'failed') return message
    const { reason, ...rest } = message
    const again: Outgoing = { ...rest, meantAt: now, state: 'waiting', attempts: 0 }
    return reason === 'unanswered' || isUploading(message) ? again : withFiles(again, notUploaded)
  })
}

function notUploaded(attached: Attachment): Attachment {
  const { file: _, ...rest } = attached
  return rest
}

export function mayDiscard(message: Outgoing): boolean {
  return message.state === 'failed' || (message.state === 'waiting' && isUploading(message))
}

export function discard(outbox: Outbox, clientId: string): Outbox {
  return outbox.filter((message) => message.clientId !== clientId || !mayDiscard(message))
}

/** What an earlier page left behind, in its place. */
export function restore(outbox: Outbox, left: Outbox, now: number): Outbox {
  const here = new Set(outbox.map((message) => message.clientId))
  const earlier = left
    .filter((message) => !here.has(message.clientId))
    .map((message): Outgoing => (message.state === 'sending' ? { ...message, state: 'waiting' } : message))
  return askAboutOld([...earlier, ...outbox], now).toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1))
}

/** What has waited for more than a day may no longer be meant: it asks before it goes out. */
export function askAboutOld(outbox: Outbox, now: number): Outbox {
  const isOld = ({ state, meantAt, writtenAt }: Outgoing) =>
    state === 'waiting' && now - (meantAt ?? writtenAt) > staleAfter
  return outbox.some(isOld)
    ? outbox.map((message) => (isOld(message) ? { ...message, state: 'failed', reason: 'stale' } : message))
    : outbox
}

export function whyNot(reason: Reason): string {
  return typeof reason === 'string' ? words.message.reasons[reason] : inWords(reason)
}

function change(outbox: Outbox, clientId: string, edit: (message: Outgoing) => Outgoing): Outbox {
  return outbox.map((message) => (message.clientId === clientId ? edit(message) : message))
}
