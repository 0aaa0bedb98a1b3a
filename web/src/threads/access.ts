import type { Member, MyThread, Role, ServerRole, Thread } from '../api/types'
import { words } from '../language/words'

export type Action =
  | 'post'
  | 'branch'
  | 'react'
  | 'pin'
  | 'changeOwn'
  | 'deleteOwn'
  | 'deleteAny'
  | 'join'
  | 'leave'
  | 'invite'
  | 'remove'
  | 'setRole'
  | 'rename'
  | 'archive'

type Kind = 'public' | 'private' | 'direct'

const standings: readonly Role[] = ['reader', 'member', 'moderator', 'owner']

/** The server's table of who may do what (docs/rpc.md), so that nothing is offered that it would refuse. Null is nobody. */
const least: Record<Action, Record<Kind, Role | null>> = {
  post: { public: 'member', private: 'member', direct: 'member' },
  branch: { public: 'member', private: 'member', direct: 'member' },
  react: { public: 'member', private: 'member', direct: 'member' },
  pin: { public: 'member', private: 'member', direct: 'member' },
  changeOwn: { public: 'member', private: 'member', direct: 'member' },
  deleteOwn: { public: 'member', private: 'member', direct: 'member' },
  deleteAny: { public: 'moderator', private: 'moderator', direct: null },
  join: { public: 'member', private: null, direct: null },
  leave: { public: 'member', private: 'reader', direct: null },
  invite: { public: 'member', private: 'member', direct: null },
  remove: { public: 'moderator', private: 'moderator', direct: null },
  setRole: { public: 'owner', private: 'owner', direct: null },
  rename: { public: 'moderator', private: 'moderator', direct: null },
  archive: { public: 'owner', private: 'owner', direct: null },
}

/** What is archived stays as it is; people may still take back what they said, and go. */
const inArchive = new Set<Action>(['leave', 'archive', 'deleteOwn', 'deleteAny'])

const inParent = new Set<Action>(['branch', 'join', 'leave', 'invite', 'remove', 'setRole', 'rename', 'archive'])

export function may(thread: MyThread, action: Action): boolean {
  const needed = least[action][kindOf(thread)]
  if (needed === null || (thread.archivedAt !== undefined && !inArchive.has(action))) return false
  // Nothing branches off a branch, and people belong to what it branches off.
  if (thread.parent && inParent.has(action)) return false
  const isMember = thread.role !== undefined
  if ((action === 'join' && isMember) || (action === 'leave' && !isMember)) return false
  return standing(myRole(thread)) >= standing(needed)
}

/** Whether I may send this member away: only who is less than I am. */
export function mayRemove(thread: MyThread, member: Member): boolean {
  return may(thread, 'remove') && standing(member.role) < standing(myRole(thread))
}

/** Who runs the server runs its public rooms. */
export function asRun<T extends Thread>(thread: T, role: ServerRole): T & Pick<MyThread, 'isRun'> {
  return role === 'member' || thread.private ? thread : { ...thread, isRun: true }
}

/** Why there is no composer; null where there is one. */
export function whySilent(thread: MyThread): string | null {
  if (may(thread, 'post')) return null
  if (thread.archivedAt !== undefined) return words.room.isSilentInArchive
  return words.room.isSilentForYou
}

function myRole({ isRun, role, private: isPrivate }: MyThread): Role {
  if (isRun) return 'owner'
  return role ?? (isPrivate ? 'reader' : 'member')
}

/** Higher is more. */
export function standing(role: Role): number {
  return standings.indexOf(role)
}

function kindOf({ direct, private: isPrivate }: MyThread): Kind {
  if (direct) return 'direct'
  return isPrivate ? 'private' : 'public'
}
