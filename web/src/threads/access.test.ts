import { expect, test } from 'vitest'
import type { Member, MyThread, Role } from '../api/types'
import { bob, thread } from '../testing'
import { asRun, may, mayRemove, whySilent, type Action } from './access'

const kinds = { public: {}, private: { private: true }, direct: { private: true, direct: true } }
const who = (role: Role | undefined, kind: keyof typeof kinds): MyThread =>
  thread(1, { ...kinds[kind], ...(role === undefined ? {} : { role }) })

// Each column: no member, reader, member, moderator, owner.
test.each<[Action, string, string]>([
  ['post', '+-+++', '.-+++'],
  ['branch', '+-+++', '.-+++'],
  ['react', '+-+++', '.-+++'],
  ['pin', '+-+++', '.-+++'],
  ['changeOwn', '+-+++', '.-+++'],
  ['deleteOwn', '+-+++', '.-+++'],
  ['deleteAny', '---++', '.--++'],
  ['join', '+----', '.----'],
  ['leave', '--+++', '.++++'],
  ['invite', '+-+++', '.-+++'],
  ['remove', '---++', '.--++'],
  ['setRole', '----+', '.---+'],
  ['rename', '---++', '.--++'],
  ['archive', '----+', '.---+'],
])('%s: public %s, private %s', (action, publicly, privately) => {
  const roles = [undefined, 'reader', 'member', 'moderator', 'owner'] as const
  const row = (kind: 'public' | 'private') =>
    roles.map((role) => (kind === 'private' && !role ? '.' : may(who(role, kind), action) ? '+' : '-')).join('')
  expect(row('public')).toBe(publicly)
  expect(row('private')).toBe(privately)
})

test('a direct conversation has no ranks and no way out', () => {
  const direct = who('member', 'direct')
  const allowed = (['post', 'react', 'pin', 'changeOwn', 'deleteOwn'] as const).every((action) => may(direct, action))
  const refused = (['join', 'leave', 'invite', 'remove', 'setRole', 'rename', 'archive', 'deleteAny'] as const).some(
    (action) => may(direct, action),
  )
  expect([allowed, refused]).toEqual([true, false])
})

test('what is archived can be left, opened again and cleaned up, and nothing else', () => {
  const archived = { ...who('owner', 'public'), archivedAt: '2026-11-20T12:00:00.000Z' }
  const all: Action[] = ['post', 'react', 'pin', 'changeOwn', 'invite', 'remove', 'setRole', 'rename']
  expect(all.filter((action) => may(archived, action))).toEqual([])
  expect((['leave', 'archive', 'deleteOwn', 'deleteAny'] as const).every((action) => may(archived, action))).toBe(true)
  expect(whySilent(archived)).toMatch(/archived/)
})

test('only who is less than I am can be sent away', () => {
  const member = (role: Role): Member => ({ user: bob, role, joinedAt: '2026-11-20T12:00:00.000Z' })
  const moderator = who('moderator', 'private')
  expect(
    (['reader', 'member', 'moderator', 'owner'] as const).map((role) => mayRemove(moderator, member(role))),
  ).toEqual([true, true, false, false])
  expect(mayRemove(who(undefined, 'public'), member('reader'))).toBe(false)
})

test('who runs the server runs its public rooms, and no others', () => {
  const all: Action[] = ['deleteAny', 'invite', 'remove', 'setRole', 'rename', 'archive']
  const offered = (kind: keyof typeof kinds, role: 'member' | 'administrator' | 'owner') =>
    all.filter((action) => may(asRun(who('member', kind), role), action))

  expect(offered('public', 'administrator')).toEqual(all)
  expect(offered('public', 'owner')).toEqual(all)
  expect(offered('public', 'member')).toEqual(['invite'])
  expect(offered('private', 'owner')).toEqual(['invite'])
  expect(offered('direct', 'owner')).toEqual([])
  const moderator: Member = { user: bob, role: 'moderator', joinedAt: '2026-11-20T12:00:00.000Z' }
  expect(mayRemove(asRun(who(undefined, 'public'), 'administrator'), moderator)).toBe(true)
  // One need not belong to a room to run it; joining and leaving are what they are for everybody.
  expect(may(asRun(who(undefined, 'public'), 'owner'), 'join')).toBe(true)
  expect(may(asRun(who('reader', 'public'), 'owner'), 'post')).toBe(true)
})

test('who may only read is told why', () => {
  expect(whySilent(who('reader', 'private'))).toMatch(/read this room but not write/)
  expect(whySilent(who('member', 'private'))).toBeNull()
  expect(whySilent(who(undefined, 'public'))).toBeNull()
})

test('a branch has no people, name or branches of its own', () => {
  const branch = { ...who('owner', 'public'), parent: { thread: 1, message: 2 } }
  expect(
    (['branch', 'join', 'leave', 'invite', 'setRole', 'rename', 'archive'] as const).some((it) => may(branch, it)),
  ).toBe(false)
  expect((['post', 'react', 'pin', 'deleteAny'] as const).every((it) => may(branch, it))).toBe(true)
})
