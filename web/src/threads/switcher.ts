import type { MyThread, User } from '../api/types'
import { hasWord } from '../search/marking'
import { findRooms } from './switching'

export type Choice =
  | { readonly kind: 'thread'; readonly key: string; readonly thread: MyThread }
  /** Somebody with whom there is no conversation yet. */
  | { readonly kind: 'person'; readonly key: string; readonly person: User }
  /** The last of all: messages that say it. */
  | { readonly kind: 'search'; readonly key: string; readonly query: string }

const most = 8

/** What the switcher offers: `#` looks for rooms, `@` for people, anything else for both. `people` are those the server found. */
export function choices(
  query: string,
  threads: readonly MyThread[],
  recent: readonly number[],
  people: readonly User[],
  me: User,
): readonly Choice[] {
  const wanted = query.trim()
  const isAsked = (thread: MyThread) =>
    wanted.startsWith('#') ? !thread.direct : wanted.startsWith('@') ? thread.direct === true : true
  const found = findRooms(wanted.replace(/^@/, ''), threads.filter(isAsked), recent)
  const known = new Set(
    threads.flatMap(({ direct, people: all = [] }) => (direct && all.length <= 2 ? all : [])).map(({ id }) => id),
  )
  const name = wanted.replace(/^@/, '').toLowerCase()
  // What the server found for the letters before is there until it has answered for these.
  const fits = ({ username }: User) => username.toLowerCase().startsWith(name)
  const strangers = namesPeople(wanted)
    ? people.filter((one) => one.id !== me.id && !known.has(one.id) && fits(one))
    : []
  const listed = [
    ...found.map((thread): Choice => ({ kind: 'thread', key: `t${thread.id}`, thread })),
    ...strangers.map((person): Choice => ({ kind: 'person', key: `p${person.id}`, person })),
  ].slice(0, most)
  return /^[#@]/.test(wanted) || !hasWord(wanted)
    ? listed
    : [...listed, { kind: 'search', key: 'search', query: wanted }]
}

/** Whether people are looked for; without a letter only where `@` says so. */
export function namesPeople(query: string): boolean {
  const wanted = query.trim()
  return wanted !== '' && !wanted.startsWith('#')
}
