import { onScopeDispose, watch } from 'vue'
import type { ChatApi } from '../api/client'
import { toRefusal } from '../api/refusal'
import type { ThreadRead } from '../api/types'
import type { Connection } from '../realtime/connection'

export interface Reader {
  read(thread: number, offset: number): void
  unread(thread: number, offset: number): void
  /** Whether what the server told is more than an echo of what I have read on from since. */
  isNews(reading: ThreadRead): boolean
}

interface Wish {
  readonly kind: 'read' | 'unread'
  readonly offset: number
}

/** Milliseconds until what got no answer is said again. */
const patience = 5_000

/**
 * Tells the server what I have read, one word after the other for each thread, the newest instead of those in between. Without a
 * connection it waits for the next one.
 */
export function useReader(connection: Connection, api: ChatApi, told: (reading: ThreadRead) => void): Reader {
  const wishes = new Map<number, Wish>()
  const underway = new Set<number>()
  const pauses = new Map<number, ReturnType<typeof setTimeout>>()

  async function tell(thread: number): Promise<void> {
    clearTimeout(pauses.get(thread))
    const wish = wishes.get(thread)
    if (!wish || underway.has(thread) || connection.state.value !== 'live') return
    underway.add(thread)
    try {
      const reading = await api[wish.kind](thread, wish.offset)
      if (wishes.get(thread) === wish) {
        wishes.delete(thread)
        told(reading)
      }
    } catch (error) {
      if (!isOver(thread, wish, error)) return
    } finally {
      underway.delete(thread)
    }
    await tell(thread)
  }

  /** Whether this is all that comes of a wish: without an answer it is said again in a while, or with the next connection. */
  function isOver(thread: number, wish: Wish, error: unknown): boolean {
    const { kind, pause } = toRefusal(error)
    if (kind === 'refused') {
      if (wishes.get(thread) === wish) wishes.delete(thread)
      return true
    }
    if (kind !== 'unauthorized') {
      const again = setTimeout(() => void tell(thread), kind === 'later' ? pause : patience)
      pauses.set(thread, again)
    }
    return false
  }

  function wish(thread: number, kind: Wish['kind'], offset: number): void {
    wishes.set(thread, { kind, offset })
    void tell(thread)
  }

  const stop = watch(connection.state, () => [...wishes.keys()].forEach((thread) => void tell(thread)))
  onScopeDispose(() => {
    stop()
    for (const timer of pauses.values()) clearTimeout(timer)
  })

  return {
    read: (thread, offset) => wish(thread, 'read', offset),
    unread: (thread, offset) => wish(thread, 'unread', offset),
    isNews: ({ threadId }) => !wishes.has(threadId),
  }
}
