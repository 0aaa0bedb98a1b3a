import type { MyThread } from '../api/types'
import { callsIn } from './sections'

/** `(3) design — Loquat`: how often I am called. A dot for everything else that is new. */
export function pageTitle(threads: readonly MyThread[], open: MyThread | null, hasAttention: boolean): string {
  // What is before somebody's eyes is no news.
  const elsewhere = threads.filter((thread) => thread.id !== open?.id || !hasAttention)
  const mentions = elsewhere.reduce((sum, thread) => sum + callsIn(thread), 0)
  const hasNews = elsewhere.some((thread) => thread.unread > 0)
  const sign = mentions > 0 ? `(${mentions}) ` : hasNews ? '• ' : ''
  return `${sign}${open ? `${open.name} — ` : ''}Loquat`
}
