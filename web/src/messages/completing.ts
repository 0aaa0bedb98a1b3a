import type { FoundUser, MyThread, User } from '../api/types'
import { words } from '../language/words'
import type { EmojiEntry } from './emojiCatalog'

/** What somebody is in the middle of naming: `word` after the sign, from `from` up to the caret. */
export interface Wish {
  readonly sign: '@' | ':' | '#'
  readonly word: string
  readonly from: number
  readonly to: number
}

export interface Suggestion {
  readonly key: string
  readonly label: string
  /** What stands in the place of the wish once it is chosen. */
  readonly insert: string
  readonly aside?: string
  readonly person?: User
  readonly emoji?: string
}

export interface People {
  /** Who has written here, the last first. */
  readonly recent: readonly User[]
  /** Whom the server found, the thread's members first. */
  readonly found: readonly FoundUser[]
  readonly me: User
  /** Whoever writes in a public room is in it, member or not. */
  readonly isPrivate: boolean
  readonly mayCallAll: boolean
}

const most = 8
const wishes =
  /(?:^|[\s([{"'*_~|>])(?:(@)([A-Za-z0-9._+-]{0,64})|(:)([\p{L}\p{M}\p{N}_+-]{2,40})|(#)([^\s#@:]{0,60}))$/u

/** `@` and `#` at once, `:` after two letters: one is often just a colon. */
export function wishAt(text: string, caret: number): Wish | null {
  const match = wishes.exec(text.slice(0, caret))
  if (!match) return null
  const sign = (match[1] ?? match[3] ?? match[5]) as Wish['sign']
  const word = match[2] ?? match[4] ?? match[6] ?? ''
  return { sign, word, from: caret - word.length - 1, to: caret }
}

/** A name between colons that has just been closed. */
export function namedAt(text: string, caret: number): Wish | null {
  const match = /(?:^|\s):([\p{L}\p{M}\p{N}_+-]{2,40}):$/u.exec(text.slice(0, caret))
  return match ? { sign: ':', word: match[1] ?? '', from: caret - (match[1] ?? '').length - 2, to: caret } : null
}

/** People in the room by how recently they wrote, then the others in it, then those who are not. */
export function suggestPeople(
  word: string,
  { recent, found, me, isPrivate, mayCallAll }: People,
): readonly Suggestion[] {
  const wanted = word.toLowerCase()
  const writers = new Set(isPrivate ? [] : recent.map(({ id }) => id))
  const outside = new Set(found.filter(({ id, member }) => !member && !writers.has(id)).map(({ id }) => id))
  const all = new Map<number, User>()
  for (const person of [...recent, ...found]) {
    const isWanted = person.id !== me.id && person.username.toLowerCase().startsWith(wanted)
    if (isWanted && !all.has(person.id)) all.set(person.id, person)
  }
  const people = [...all.values()].sort((one, other) => Number(outside.has(one.id)) - Number(outside.has(other.id)))
  const offered = people.map((person): Suggestion => ({
    key: `p${person.id}`,
    label: person.username,
    insert: `@${person.username} `,
    person,
    ...(outside.has(person.id) ? { aside: words.composer.notInRoom } : {}),
  }))
  const everyone: Suggestion = { key: 'all', label: 'everyone', insert: '@everyone ', aside: words.composer.callsAll }
  if (!mayCallAll || !'everyone'.startsWith(wanted)) return offered.slice(0, most)
  return wanted === '' ? [...offered.slice(0, most - 1), everyone] : [everyone, ...offered].slice(0, most)
}

/** A room is named by a link to it: it still leads there when it is called something else. */
export function suggestRooms(word: string, threads: readonly MyThread[], origin: string): readonly Suggestion[] {
  const wanted = word.toLowerCase()
  const fit = (name: string) => (name.startsWith(wanted) ? 2 : Number(name.includes(wanted)))
  return threads
    .filter(({ direct, name }) => !direct && fit(name.toLowerCase()) > 0)
    .sort((one, other) => fit(other.name.toLowerCase()) - fit(one.name.toLowerCase()))
    .slice(0, most)
    .map(({ id, name, private: isPrivate }) => ({
      key: `r${id}`,
      label: name,
      insert: `[#${name.replace(/[[\]\\]/g, '\\$&')}](${origin}/#/t/${id}) `,
      ...(isPrivate ? { aside: words.sidebar.isPrivate } : {}),
    }))
}

export function suggestEmoji(found: readonly EmojiEntry[]): readonly Suggestion[] {
  return found.slice(0, most).map(({ sign, names, label }) => ({
    key: `e${sign}`,
    label: label ?? `:${names[0] ?? ''}:`,
    ...(label === undefined ? {} : { aside: `:${names[0] ?? ''}:` }),
    insert: `${sign} `,
    emoji: sign,
  }))
}
