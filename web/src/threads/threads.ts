import type { Thread } from '../api/types'

/** The threads I can see, by id. */
export type Threads = ReadonlyMap<number, Thread>

/** Offsets up to which I have seen each thread. */
export type Seen = ReadonlyMap<number, number>

/** Takes in the server's list. What we already know of a thread's log may be newer than the list. */
export function replaceAll(threads: Threads, list: readonly Thread[]): Threads {
  return new Map(list.map((thread) => [thread.id, newer(threads.get(thread.id), thread)]))
}

export function add(threads: Threads, thread: Thread): Threads {
  return new Map(threads).set(thread.id, newer(threads.get(thread.id), thread))
}

/** Something happened in a thread's log. */
export function advance(threads: Threads, id: number, offset: number): Threads {
  const thread = threads.get(id)
  if (!thread || thread.offset >= offset) return threads
  return new Map(threads).set(id, { ...thread, offset })
}

export function see(seen: Seen, id: number, offset: number): Seen {
  return (seen.get(id) ?? -1) >= offset ? seen : new Map(seen).set(id, offset)
}

/** A thread nobody has opened here yet starts as seen: joining is not a backlog. */
export function startSeen(seen: Seen, list: readonly Thread[]): Seen {
  return list.reduce((all, thread) => (all.has(thread.id) ? all : see(all, thread.id, thread.offset)), seen)
}

export function isUnseen(thread: Thread, seen: Seen): boolean {
  return thread.offset > (seen.get(thread.id) ?? 0)
}

const alphabet = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** By name, so that a room stays where its people look for it. */
export function inOrder(threads: Threads): readonly Thread[] {
  return [...threads.values()].sort((a, b) => alphabet.compare(a.name, b.name) || a.id - b.id)
}

function newer(known: Thread | undefined, told: Thread): Thread {
  return known && known.offset > told.offset ? { ...told, offset: known.offset } : told
}
