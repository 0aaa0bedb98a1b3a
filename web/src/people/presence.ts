import type { PersonPresence } from '../api/types'
import { perLocale } from '../language/locale'
import { words } from '../language/words'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const ago = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
const date = perLocale((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }))

/** Whether somebody is here, in words; empty while nothing is known. */
export function presenceLine(person: PersonPresence | undefined, now: number): string {
  if (!person) return ''
  if (person.presence === 'online') return words.connection.online
  if (person.presence === 'idle') return words.people.idle
  return person.lastSeen === undefined ? words.people.offline : since(now - Date.parse(person.lastSeen), now)
}

/** Coarse: nobody is watched to the minute. Clocks differ, so it never lies in the future. */
function since(elapsed: number, now: number): string {
  if (elapsed < 2 * minute) return words.people.seenNow
  if (elapsed < 10 * minute) return words.people.seen(ago().format(-Math.floor(elapsed / minute), 'minute'))
  if (elapsed < hour) return words.people.seen(ago().format(-Math.floor(elapsed / (5 * minute)) * 5, 'minute'))
  if (elapsed < day) return words.people.seen(ago().format(-Math.floor(elapsed / hour), 'hour'))
  if (elapsed < 7 * day) return words.people.seen(ago().format(-Math.floor(elapsed / day), 'day'))
  return words.people.seenOn(date().format(now - elapsed))
}
