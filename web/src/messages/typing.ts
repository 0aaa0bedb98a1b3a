import type { User } from '../api/types'
import { words } from '../language/words'

/** Who is typing, by id, and until when that is believed. */
export type Typists = ReadonlyMap<number, { readonly user: User; readonly until: number }>

/** A word is believed for this long; whoever goes on typing is told of again before. */
export const forgottenAfter = 5_000

export function heard(typists: Typists, user: User, now: number): Typists {
  return new Map(typists).set(user.id, { user, until: now + forgottenAfter })
}

/** Their message has come, so they have stopped. */
export function stopped(typists: Typists, user: number): Typists {
  return typists.has(user) ? new Map([...typists].filter(([id]) => id !== user)) : typists
}

export function withoutOld(typists: Typists, now: number): Typists {
  const left = [...typists].filter(([, { until }]) => until > now)
  return left.length === typists.size ? typists : new Map(left)
}

/** What the line above the composer says; empty when nobody types. */
export function typingLine(typists: Typists): string {
  const names = [...typists.values()].map(({ user }) => user.username)
  return names.length === 0 ? '' : words.composer.typing(names)
}
