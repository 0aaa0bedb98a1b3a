import type { ChatApi } from '../api/client'

const page = 200
/** A room with more members than this has an owner among the first of them, or asks the server. */
const mostPages = 10

/** How many owners a thread has, counted up to `enough`. */
export async function countOwners(api: Pick<ChatApi, 'members'>, thread: number, enough: number): Promise<number> {
  let owners = 0
  let after = 0
  for (let read = 0; read < mostPages && owners < enough; read++) {
    const members = await api.members(thread, after, page)
    owners += members.filter(({ role }) => role === 'owner').length
    after = members.at(-1)?.user.id ?? after
    if (members.length < page) return Math.min(owners, enough)
  }
  return enough
}
