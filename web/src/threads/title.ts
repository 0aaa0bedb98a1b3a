import type { MyThread } from '../api/types'
import { callsIn, hasNews } from './sections'

export interface News {
  /** How often I am called. */
  readonly calls: number
  /** Whether there is anything else that is new. */
  readonly hasMore: boolean
}

/** What is new, except for what is before somebody's eyes. */
export function newsOf(
  threads: readonly MyThread[],
  open: readonly (number | null | undefined)[],
  hasAttention: boolean,
): News {
  const elsewhere = threads.filter(({ id }) => !hasAttention || !open.includes(id))
  return {
    calls: elsewhere.reduce((sum, thread) => sum + callsIn(thread), 0),
    hasMore: elsewhere.some(hasNews),
  }
}

/** `(3) design — Loquat`: how often I am called. A dot for everything else that is new. */
export function pageTitle({ calls, hasMore }: News, open: MyThread | null): string {
  const sign = calls > 0 ? `(${calls}) ` : hasMore ? '• ' : ''
  return `${sign}${open ? `${open.name} — ` : ''}Loquat`
}
