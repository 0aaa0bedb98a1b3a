import type { Words } from '../language/en'
import { words } from '../language/words'

/** Why a call did not succeed, as far as the caller has to act differently. */
export type RefusalKind =
  /** The session has ended: sign in again. */
  | 'unauthorized'
  /** The server understood and said no. Asking again gets the same answer. */
  | 'refused'
  /** Too fast: the server has not looked at it. Asking again after a while is right. */
  | 'later'
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

  /** Milliseconds until it may be asked again, of one that came too fast. */
  get pause(): number {
    return 1_000 * Number(reasonGiven.exec(this.message)?.[2] ?? 1)
  }
}

/** A refusal as the server put it. */
export interface Said {
  readonly code: number
  readonly message: string
}

const final = new Set([102, 103, 104, 107, 108, 400, 404, 409, 413, 422])

/** What the realtime library's protocol calls too many requests. */
const tooFast = 111

/** Makes a refusal of whatever the realtime library rejected with. Codes under 100 are its own: timeouts and lost connections. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const { code, message } = hasCode(error) ? error : { code: 0, message: String(error) }
  if (code === 403 || code === 101) return new Refusal('unauthorized', code, message)
  if (code === tooFast) return new Refusal('later', code, message)
  return new Refusal(final.has(code) ? 'refused' : 'unreachable', code, message)
}

/** How the server's text ends, for programs: `[text_too_long limit=64]`. */
const reasonGiven = / \[([a-z_]+)(?: limit=(\d+))?\]$/

/** What a refusal says to its person. What a newer server gives as a reason has no words here yet: then the server's own are shown. */
export function inWords({ code, message }: Said): string {
  if (code === 103) return words.problems.forbidden
  if (code === 404) return words.problems.missing
  if (code === 507) return words.problems.full

  const [ending = '', reason = '', limit] = reasonGiven.exec(message) ?? []
  const phrase = Object.hasOwn(words.refusals, reason) ? words.refusals[reason as keyof Words['refusals']] : null
  if (typeof phrase === 'function') return phrase(Number(limit))
  if (code === tooFast && !phrase) return words.refusals.too_fast(1)
  return phrase ?? message.slice(0, message.length - ending.length)
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
