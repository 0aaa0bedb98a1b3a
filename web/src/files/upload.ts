import { Refusal } from '../api/refusal'
import type { MessageFile } from '../api/types'

/** The bytes, and what they are called. */
export interface Parcel {
  readonly thread: number
  readonly name: string
  readonly bytes: Blob
  /** The same for every attempt: the server finds the one that arrived after all. */
  readonly key: string
}

/** Takes a parcel to the server and tells what part of it is there, up to 1. Rejects with a `Refusal`. */
export type Carry = (
  parcel: Parcel,
  bearer: string,
  tell: (part: number) => void,
  end: AbortSignal,
) => Promise<MessageFile>

const stalledAfter = 60_000

/** `fetch` says nothing about how far an upload is. */
export const carry: Carry = ({ thread, name, bytes, key }, bearer, tell, end) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/v1/threads/${thread}/files?name=${encodeURIComponent(name)}`)
    request.setRequestHeader('Authorization', `Bearer ${bearer}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Idempotency-Key', key)
    // On a connection that is dead without knowing it nothing ends by itself.
    const giveUp = () => request.abort()
    let patience = setTimeout(giveUp, stalledAfter)
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(patience)
      patience = setTimeout(giveUp, stalledAfter)
      tell(total > 0 ? loaded / total : 0)
    }
    request.onloadend = () => clearTimeout(patience)
    request.onload = () => {
      if (request.status === 201) resolve((JSON.parse(request.responseText) as { file: MessageFile }).file)
      else reject(refusalOf(request.status, request.responseText, request.getResponseHeader('Retry-After')))
    }
    request.onerror = () => reject(new Refusal('unreachable', 0, ''))
    request.onabort = () => reject(new Refusal('unreachable', 0, ''))
    end.addEventListener('abort', giveUp)
    request.send(bytes)
  })

/** Gives back to the server what goes with no message. What it does not hear of it throws away by itself after a while. */
export type TakeBack = (file: number, bearer: string) => Promise<void>

export const takeBack: TakeBack = async (file, bearer) => {
  await fetch(`/v1/files/${file}`, { method: 'DELETE', headers: { Authorization: `Bearer ${bearer}` } })
}

/** What a status with its problem details means, in the words of the calls. */
export function refusalOf(status: number, body: string, retryAfter: string | null): Refusal {
  const { detail = '', reason, limit } = read(body)
  const ending = reason === undefined ? '' : ` [${reason}${limit === undefined ? '' : ` limit=${limit}`}]`
  // Too many files that wait for a message do not pass by waiting either.
  const isTooFast = status === 429 && (reason === undefined || reason === 'too_fast')
  if (isTooFast) return new Refusal('later', 111, `${detail} [too_fast limit=${limit ?? Number(retryAfter ?? 1)}]`)
  if (status === 401 || status >= 500) {
    // A full disk does not pass by waiting a second.
    return new Refusal(status === 507 ? 'refused' : 'unreachable', status, detail + ending)
  }
  return new Refusal('refused', status === 403 ? 103 : status, detail + ending)
}

interface Problem {
  readonly detail?: string
  readonly reason?: string
  readonly limit?: number
}

function read(body: string): Problem {
  try {
    return JSON.parse(body) as Problem
  } catch {
    // Something between here and the server spoke for it.
    return {}
  }
}
