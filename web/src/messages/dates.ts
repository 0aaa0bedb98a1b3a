const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })
const thisYear = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

export function timeOfDay(at: number): string {
  return clock.format(at)
}

export function fullMoment(at: number): string {
  return moment.format(at)
}

/** The heading of a day in the viewer's time zone. */
export function dayName(at: number, now: number): string {
  const today = startOfDay(now)
  if (at >= today && at < startOfDay(now, 1)) return 'Today'
  if (at < today && at >= startOfDay(now, -1)) return 'Yesterday'
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear : otherYear).format(at)
}

/** Days are not all 24 hours long, so the calendar counts them. */
function startOfDay(at: number, shift = 0): number {
  const day = new Date(at)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + shift).getTime()
}
