import type { MessageFile } from '../api/types'
import type { Reason } from '../messages/outbox'
import type { Size } from './files'

/** A file as a message that is on its way holds it. */
export interface Attachment {
  /** Names it on this device. */
  readonly key: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly width?: number
  readonly height?: number
  /** What the server made of it, once it has it. */
  readonly file?: MessageFile
}

/** A file on its way to the server. Its thread was fixed when it was added, and stays. */
export interface Upload extends Omit<Attachment, 'width' | 'height'> {
  readonly thread: number
  readonly state: 'waiting' | 'underway' | 'done' | 'failed'
  /** It waits beside what is being written, and has not been sent off with it. */
  readonly isDraft: boolean
  /** What part of it the server has, up to 1. */
  readonly part: number
  /** Of a picture, once the browser has looked at it. */
  readonly picture: Size | null
  readonly attempts: number
  readonly reason?: Reason
}

/** Everything that goes to the server, in the order in which it was added. */
export type Uploads = readonly Upload[]

export const maxAttempts = 3
/** The first is not to be held up by the second, nor all of them by each other. */
const atOnce = 2

export function added(
  uploads: Uploads,
  upload: Pick<Upload, 'key' | 'thread' | 'name' | 'type' | 'size' | 'isDraft'>,
): Uploads {
  return [...uploads, { ...upload, state: 'waiting', part: 0, picture: null, attempts: 0 }]
}

/** What may begin now. */
export function startable(uploads: Uploads): Uploads {
  const free = atOnce - uploads.filter(({ state }) => state === 'underway').length
  return uploads.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))
}

export function begun(uploads: Uploads, key: string): Uploads {
  return change(uploads, key, (upload) => ({ ...upload, state: 'underway', part: 0 }))
}

export function cameTo(uploads: Uploads, key: string, part: number): Uploads {
  return change(uploads, key, (upload) => (upload.state === 'underway' ? { ...upload, part } : upload))
}

export function seenAs(uploads: Uploads, key: string, picture: Size): Uploads {
  return change(uploads, key, (upload) => ({ ...upload, picture }))
}

export function done(uploads: Uploads, key: string, file: MessageFile): Uploads {
  return change(uploads, key, (upload) => ({ ...upload, state: 'done', part: 1, file }))
}

/** The connection went away under it, or it was too much at once. It goes out again by itself. */
export function putBack(uploads: Uploads, key: string): Uploads {
  return change(uploads, key, (upload) => ({ ...upload, state: 'waiting', part: 0 }))
}

/** No answer. After a few times its owner decides. */
export function unanswered(uploads: Uploads, key: string): Uploads {
  return change(uploads, key, (upload) => {
    const attempts = upload.attempts + 1
    return attempts < maxAttempts
      ? { ...upload, state: 'waiting', part: 0, attempts }
      : { ...upload, state: 'failed', part: 0, attempts, reason: 'unanswered' }
  })
}

export function refused(uploads: Uploads, key: string, reason: Reason): Uploads {
  return change(uploads, key, (upload) => ({ ...upload, state: 'failed', part: 0, reason }))
}

/** From the beginning, whatever became of it before. */
export function again(uploads: Uploads, key: string): Uploads {
  return change(uploads, key, (upload) => {
    const { reason: _, file: __, ...rest } = upload
    return { ...rest, state: 'waiting', part: 0, attempts: 0 }
  })
}

export function without(uploads: Uploads, keys: readonly string[]): Uploads {
  return uploads.filter(({ key }) => !keys.includes(key))
}

/** It goes with a message from now on. */
export function sentOff(uploads: Uploads, thread: number): Uploads {
  return uploads.map((upload) => (upload.thread === thread && upload.isDraft ? { ...upload, isDraft: false } : upload))
}

export function attachment({ key, name, type, size, picture, file }: Upload): Attachment {
  return { key, name, type, size, ...(picture ?? {}), ...(file ? { file } : {}) }
}

function change(uploads: Uploads, key: string, edit: (upload: Upload) => Upload): Uploads {
  return uploads.map((upload) => (upload.key === key ? edit(upload) : upload))
}
