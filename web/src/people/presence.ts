import type { PersonPresence } from '../api/types'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })

/** Whether somebody is here, in words; empty while nothing is known. */
export function presenceLine(person: PersonPresence | undefined, now: number): string {
  if (!person) return ''
  if (person.presence === 'online') return 'Online'
  if (person.presence === 'idle') return 'Idle'
  return person.lastSeen === undefined ? 'Offline' : `Last seen ${since(now - Date.parse(person.lastSeen), now)}`
}

/** Coarse: nobody is watched to the minute. Clocks differ, so it never lies in the future. */
function since(elapsed: number, now: number): string {
  if (elapsed < 2 * minute) return 'just now'
  if (elapsed < 10 * minute) return ago.format(-Math.floor(elapsed / minute), 'minute')
  if (elapsed < hour) return ago.format(-Math.floor(elapsed / (5 * minute)) * 5, 'minute')
  if (elapsed < day) return ago.format(-Math.floor(elapsed / hour), 'hour')
  if (elapsed < 7 * day) return ago.format(-Math.floor(elapsed / day), 'day')
  return `on ${date.format(now - elapsed)}`
}
