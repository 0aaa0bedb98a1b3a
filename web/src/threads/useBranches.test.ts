import { effectScope, nextTick, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chatApi } from '../api/client'
import { useConversations } from '../messages/useConversations'
import { bob, FakeConnection, message, thread } from '../testing'
import { useBranches, type BranchesHandle } from './useBranches'
import { useThreads } from './useThreads'

let scope: EffectScope
let connection: FakeConnection
let branches: BranchesHandle
const branch = (id: number, lastMinute: number) =>
  thread(id, {
    name: '',
    follows: true,
    offset: 2,
    read: 2,
    parent: { thread: 7, message: id * 10 },
    lastMessageAt: new Date(Date.UTC(2026, 10, 20, 12, lastMinute)).toISOString(),
  })

const settled = async () => {
  for (let i = 0; i < 8; i++) await nextTick()
}
const inOrder = () => branches.list.value.map((known) => [known.thread.id, known.thread.unread, known.message.text])

beforeEach(async () => {
  scope = effectScope()
  connection = new FakeConnection()
  const opened = scope.run(() => {
    const api = chatApi(connection.call)
    const conversations = useConversations(connection, api)
    return useBranches(connection, api, useThreads(connection, api, conversations), conversations)
  })
  if (!opened) throw new Error('The scope has ended')
  branches = opened
  connection.take('thread:list').answer({ threads: [thread(7)], next: null })
  const list = [branch(21, 1), branch(22, 5)].map((known) => ({ thread: known, message: message(known.id * 10) }))
  connection.take('thread:branches').answer({ branches: list, next: null })
  await settled()
})
afterEach(() => scope.stop())

test('N1: the branches that I follow are listed, and what comes there is counted and moves them up', () => {
  expect(inOrder()).toEqual([
    [22, 0, 'message 220'],
    [21, 0, 'message 210'],
  ])
  const calling = {
    mentions: [{ id: 1, username: 'alice' }],
    createdAt: new Date(Date.UTC(2026, 10, 21)).toISOString(),
  }
  connection.publish(21, message(3, calling))
  expect(inOrder()).toEqual([
    [21, 1, 'message 210'],
    [22, 0, 'message 220'],
  ])
  expect(branches.list.value[0]?.thread.mentions).toBe(1)
})

test('a branch that I come to follow is there with what is unread in it, and goes when I do not want it', async () => {
  const followed = { ...branch(23, 9), offset: 4, unread: 2 }
  connection.tell('user:1', 0, { type: 'thread.followed', thread: followed })
  connection.take('thread:show').answer({ thread: followed })
  await settled()
  connection.take('message:show').answer({ message: message(230, { user: bob }) })
  await settled()
  expect(inOrder()[0]).toEqual([23, 2, 'message 230'])
  connection.tell('user:1', 0, { type: 'thread.unfollowed', threadId: 23 })
  expect(inOrder().map(([id]) => id)).toEqual([22, 21])
})

test('what a branch starts from is told as it is now', async () => {
  connection.followed(7, { offset: 0, epoch: 'e' })
  const edited = message(1, { id: 210, text: 'in other words', revision: 1 })
  connection.publish(7, message(1, { id: 210 }))
  connection.tell('thread:7', 2, { type: 'message.edited', message: edited })
  await settled()
  expect(inOrder()[1]?.[2]).toBe('in other words')
})
