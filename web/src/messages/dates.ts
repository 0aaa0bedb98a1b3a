import { perLocale } from '../language/locale'
import { words } from '../language/words'

const clock = written({ timeStyle: 'short' })
const moment = written({ dateStyle: 'full', timeStyle: 'short' })
const thisYear = written({ weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = written({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

function written(style: Intl.DateTimeFormatOptions): () => Intl.DateTimeFormat {
  return perLocale((locale) => new Intl.DateTimeFormat(locale, style))
}

export function timeOfDay(at: number): string {
  return clock().format(at)
}

export function fullMoment(at: number): string {
  return moment().format(at)
}

/** The heading of a day in the viewer's time zone. */
export function dayName(at: number, now: number): string {
  if (isToday(at, now)) return words.dates.today
  if (at < startOfDay(now) && at >= startOfDay(now, -1)) return words.dates.yesterday
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear() : otherYear()).format(at)
}

/** The time of what is of today, the day of everything else. */
export function whenAbout(at: number, now: number): string {
  return isToday(at, now) ? timeOfDay(at) : dayName(at, now)
}

export function isToday(at: number, now: number): boolean {
  return at >= startOfDay(now) && at < startOfDay(now, 1)
}

/** Days are not all 24 hours long, so the calendar counts them. */
function startOfDay(at: number, shift = 0): number {
  const day = new Date(at)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + shift).getTime()
}
