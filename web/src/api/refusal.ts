import { words } from '../language/words'

/** Why a call did not succeed, as far as the caller has to act differently. */
export type RefusalKind =
  /** The session has ended: sign in again. */
  | 'unauthorized'
  /** The server understood and said no. Asking again gets the same answer. */
  | 'refused'
  /** No answer, or "not now". Whether it was done is unknown; asking again is right. */
  | 'unreachable'

export class Refusal extends Error {
  readonly kind: RefusalKind
  readonly code: number

  constructor(kind: RefusalKind, code: number, message: string) {
    super(message)
    this.name = 'Refusal'
    this.kind = kind
    this.code = code
  }
}

/** A refusal as the server put it. */
export interface Said {
  readonly code: number
  readonly message: string
}

const final = new Set([102, 103, 104, 107, 108, 400, 404, 409, 413, 422])

/** Makes a refusal of whatever the realtime library rejected with. Codes under 100 are its own: timeouts and lost connections. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const { code, message } = hasCode(error) ? error : { code: 0, message: String(error) }
  if (code === 403 || code === 101) return new Refusal('unauthorized', code, message)
  return new Refusal(final.has(code) ? 'refused' : 'unreachable', code, message)
}

/** What a refusal says to its person. The server knows best what it misses in a text or a name, so there its own words are shown. */
export function inWords({ code, message }: Said): string {
  if (code === 103) return words.problems.forbidden
  return code === 404 ? words.problems.missing : message
}

function hasCode(error: unknown): error is { code: number; message: string } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'number' &&
    'message' in error &&
    typeof error.message === 'string'
  )
}
