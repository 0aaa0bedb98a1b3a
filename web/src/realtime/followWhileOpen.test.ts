import { expect, test } from 'vitest'
import { FakeConnection } from '../testing'
import { followWhileOpen } from './followWhileOpen'

test('who looks at a branch hears of it also when they stop following it, until they look away', () => {
  const connection = new FakeConnection()
  const end = followWhileOpen(connection, 'thread:7', 7)
  expect([...connection.following]).toEqual(['thread:7'])

  // The server has ended it.
  connection.following.clear()
  connection.tell('user:1', 0, { type: 'thread.unfollowed', threadId: 8 })
  expect([...connection.following]).toEqual([])
  connection.tell('user:1', 0, { type: 'thread.unfollowed', threadId: 7 })
  expect([...connection.following]).toEqual(['thread:7'])

  end()
  expect([...connection.following]).toEqual([])
  connection.tell('user:1', 0, { type: 'thread.unfollowed', threadId: 7 })
  expect([...connection.following]).toEqual([])
})

test('what somebody has come to follow goes on when they look away', () => {
  const connection = new FakeConnection()
  followWhileOpen(connection, 'thread:7', 7)(true)
  expect([...connection.following]).toEqual(['thread:7'])
})
