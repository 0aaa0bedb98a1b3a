import type { User } from '../api/types'
import { inOrder, type Timeline } from './timeline'

/** Who has written in what is loaded, the last first. */
export function writersOf(timeline: Timeline): readonly User[] {
  const writers = new Map<number, User>()
  for (const { user } of inOrder(timeline).toReversed()) if (!writers.has(user.id)) writers.set(user.id, user)
  return [...writers.values()]
}
