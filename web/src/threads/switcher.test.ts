import { expect, test } from 'vitest'
import { alice, bob, thread } from '../testing'
import { choices, type Choice } from './switcher'

const cid = { id: 3, username: 'cid' }
const threads = [
  thread(1, { name: 'cider press' }),
  thread(2, { name: 'bob', private: true, direct: true, people: [alice, bob] }),
  thread(3, { name: 'bob, cid', private: true, direct: true, people: [alice, bob, cid] }),
]
const offered = (query: string) => choices(query, threads, [], [alice, bob, cid], alice).map(named)

function named(choice: Choice): string {
  if (choice.kind === 'thread') return choice.thread.name
  return choice.kind === 'person' ? `@${choice.person.username}` : `? ${choice.query}`
}

test('N7: # looks for rooms, @ for people, letters for both', () => {
  expect(offered('#')).toEqual(['cider press'])
  expect(offered('#ci')).toEqual(['cider press'])
  expect(offered('@')).toEqual(['bob', 'bob, cid', '@cid'])
  expect(offered('ci')).toEqual(['cider press', 'bob, cid', '@cid', '? ci'])
  // The server has not answered for these letters yet.
  expect(offered('x')).toEqual(['? x'])
  expect(offered('?')).toEqual([])
  expect(offered('')).toEqual(['cider press', 'bob', 'bob, cid'])
})
