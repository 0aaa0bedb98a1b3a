import type { MyThread } from '../api/types'

/** The rooms for which `query` looks, by name or topic; those that begin with it first, then in the order of the list. */
export function browse(threads: readonly MyThread[], query: string, isArchive: boolean): readonly MyThread[] {
  const wanted = query.trim().toLowerCase()
  const rooms = threads.filter((thread) => !thread.direct && (thread.archivedAt !== undefined) === isArchive)
  const fit = ({ name, topic = '' }: MyThread) => {
    const at = name.toLowerCase().indexOf(wanted)
    if (at >= 0) return at === 0 ? 3 : 2
    return topic.toLowerCase().includes(wanted) ? 1 : 0
  }
  return rooms
    .map((room) => ({ room, fit: fit(room) }))
    .filter((found) => found.fit > 0)
    .sort((one, other) => other.fit - one.fit)
    .map(({ room }) => room)
}
