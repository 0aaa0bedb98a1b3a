import type { MyThread } from '../api/types'
import { callsIn, hasNews } from './sections'

/**
 * The rooms that `query` may mean, the likeliest first. Without a query: what calls me, what is unread, then where I have been, the
 * last first. `recent` begins with the room that is open.
 */
export function findRooms(query: string, rooms: readonly MyThread[], recent: readonly number[]): readonly MyThread[] {
  const wanted = query.trim().replace(/^#/, '').toLowerCase()
  return rooms
    .map((room) => ({ room, fit: likeness(room.name.toLowerCase(), wanted) }))
    .filter(({ fit }) => fit > 0)
    .sort(
      (one, other) => other.fit - one.fit || urgency(other.room) - urgency(one.room) || byVisit(one.room, other.room),
    )
    .map(({ room }) => room)

  function byVisit(one: MyThread, other: MyThread): number {
    return recency(one) - recency(other)
  }

  /** Nobody wants to go where they are. */
  function recency({ id }: MyThread): number {
    const place = recent.indexOf(id)
    if (place === 0) return Number.MAX_VALUE
    return place > 0 ? place : recent.length
  }
}

function urgency(thread: MyThread): number {
  return callsIn(thread) > 0 ? 2 : Number(hasNews(thread))
}

/** 4 for the beginning, 3 for the beginning of a word, 2 for any part, 1 for the letters in their order, 0 for none of it. */
function likeness(name: string, wanted: string): number {
  const at = name.indexOf(wanted)
  if (at === 0) return 4
  if (at > 0) return /[\s._-]/.test(name[at - 1] ?? '') ? 3 : 2
  let from = 0
  for (const letter of wanted) {
    from = name.indexOf(letter, from) + 1
    if (from === 0) return 0
  }
  return 1
}

/** The room before or after the one that is open, round and round. */
export function neighbour(
  rooms: readonly MyThread[],
  open: number | null,
  step: 1 | -1,
  isUnreadOnly: boolean,
): MyThread | undefined {
  const from = rooms.findIndex((room) => room.id === open)
  const start = from < 0 && step < 0 ? 0 : from
  for (let away = 1; away <= rooms.length; away++) {
    const room = rooms[(start + step * away + rooms.length * 2) % rooms.length]
    if (room && room.id !== open && (!isUnreadOnly || hasNews(room))) return room
  }
  return undefined
}
