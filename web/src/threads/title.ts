import type { MyThread } from '../api/types'
import { callsIn, hasNews } from './sections'

/** `(3) design — Loquat`: how often I am called. A dot for everything else that is new. */
export function pageTitle(threads: readonly MyThread[], open: MyThread | null, hasAttention: boolean): string {
  // What is before somebody's eyes is no news.
  const elsewhere = threads.filter((thread) => thread.id !== open?.id || !hasAttention)
  const mentions = elsewhere.reduce((sum, thread) => sum + callsIn(thread), 0)
  const isNew = elsewhere.some(hasNews)
  const sign = mentions > 0 ? `(${mentions}) ` : isNew ? '• ' : ''
  return `${sign}${open ? `${open.name} — ` : ''}Loquat`
}
