import type { Member } from '../api/types'
import { perLocale } from '../language/locale'
import type { ThreadEvent } from '../realtime/channels'
import { standing } from './access'

const alphabet = perLocale((locale) => new Intl.Collator(locale, { numeric: true, sensitivity: 'base' }))

/** The members after something happened. Who belongs on a page that is not loaded comes with it. */
export function after(members: readonly Member[], event: ThreadEvent, hasMore: boolean): readonly Member[] {
  switch (event.type) {
    case 'member.left':
      return members.filter(({ user }) => user.id !== event.user.id)
    case 'member.role':
      return members.map((member) => (member.user.id === event.user.id ? { ...member, role: event.role } : member))
    case 'member.joined': {
      const others = members.filter(({ user }) => user.id !== event.user.id)
      const last = members.at(-1)?.user.id ?? 0
      if (hasMore && event.user.id > last) return members
      const joined = { user: event.user, role: event.role, joinedAt: new Date().toISOString() }
      return [...others, joined].sort((one, other) => one.user.id - other.user.id)
    }
    default:
      return members
  }
}

/** Who has a say first, then by name. */
export function inOrder(members: readonly Member[]): readonly Member[] {
  return [...members].sort(
    (one, other) =>
      standing(other.role) - standing(one.role) || alphabet().compare(one.user.username, other.user.username),
  )
}
