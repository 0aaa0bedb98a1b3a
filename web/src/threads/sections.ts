import type { MyThread, User } from '../api/types'
import { perLocale } from '../language/locale'
import { words } from '../language/words'

/** The list of threads as it stands in the sidebar. */
export interface Sections {
  /** Rooms that I am in. */
  readonly rooms: readonly MyThread[]
  readonly directs: readonly MyThread[]
  /** Public rooms that I am not in: I may read and write there all the same. */
  readonly others: readonly MyThread[]
  /** Rooms that are over. They are looked up, not lived in. */
  readonly archived: readonly MyThread[]
}

const alphabet = perLocale((locale) => new Intl.Collator(locale, { numeric: true, sensitivity: 'base' }))

/** Rooms by name, so that each stays where its people look for it; conversations by the last word in them. */
export function sectionsOf(threads: Iterable<MyThread>): Sections {
  const rooms: MyThread[] = []
  const directs: MyThread[] = []
  const others: MyThread[] = []
  const archived: MyThread[] = []
  for (const thread of threads) {
    // Branches are found where they start.
    if (thread.parent) continue
    if (thread.archivedAt !== undefined) archived.push(thread)
    else if (thread.direct) directs.push(thread)
    else if (thread.role === undefined && !thread.private) others.push(thread)
    else rooms.push(thread)
  }
  for (const section of [rooms, others, archived]) section.sort(byName)
  directs.sort((one, other) => lastWord(other) - lastWord(one) || byName(one, other))
  return { rooms, directs, others, archived }
}

/** From top to bottom. */
export function inOrder({ rooms, directs, others, archived }: Sections): readonly MyThread[] {
  return [...rooms, ...directs, ...others, ...archived]
}

/** A conversation is called after the others in it. */
export function named(thread: MyThread, me: User | null): MyThread {
  if (!thread.direct || !me) return thread
  const others = othersIn(thread, me).map(({ username }) => username)
  if (others.length > 0) return { ...thread, name: others.join(', ') }
  return thread.people ? { ...thread, name: words.common.you(me.username) } : thread
}

export function othersIn({ people = [] }: MyThread, me: User): readonly User[] {
  return people.filter(({ id }) => id !== me.id)
}

/** How often a thread calls me: in a conversation every message does, unless it is muted. */
export function callsIn({
  direct,
  muted,
  unread,
  mentions,
}: Pick<MyThread, 'direct' | 'muted' | 'unread' | 'mentions'>): number {
  return direct && !muted ? unread : mentions
}

/** Whether there is something new in a thread that I want to see from afar. What is muted is heard only when it calls. */
export function hasNews({ muted, unread, mentions }: Pick<MyThread, 'muted' | 'unread' | 'mentions'>): boolean {
  return muted ? mentions > 0 : unread > 0
}

function byName(one: MyThread, other: MyThread): number {
  return alphabet().compare(one.name, other.name) || one.id - other.id
}

function lastWord({ lastMessageAt }: MyThread): number {
  return lastMessageAt === null ? 0 : Date.parse(lastMessageAt)
}
