import type { Seen } from './threads'

const nameFor = (user: number) => `loquat.seen.${user}`

/** How far this person has seen each thread on this device. */
export function readSeen(user: number, storage: Storage = localStorage): Seen {
  try {
    const entries: unknown = JSON.parse(storage.getItem(nameFor(user)) ?? '[]')
    return new Map(Array.isArray(entries) ? entries.filter(isEntry) : [])
  } catch {
    return new Map()
  }
}

export function writeSeen(user: number, seen: Seen, storage: Storage = localStorage): void {
  storage.setItem(nameFor(user), JSON.stringify([...seen]))
}

function isEntry(entry: unknown): entry is [number, number] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'number')
}
