import { effectScope, shallowRef } from 'vue'
import { afterEach, expect, test, vi } from 'vitest'
import { startsAt, type Starting } from '../messages/startAt'
import { thread as room } from '../testing'
import { useRoomReading, type RoomReading } from './useRoomReading'
import type { ThreadsHandle } from './useThreads'

const scope = effectScope()
afterEach(() => (startsAt.value = 'line'))

function enter(wanted: Starting): { reading: RoomReading; read: ReturnType<typeof vi.fn> } {
  startsAt.value = wanted
  const open = shallowRef(room(1, { offset: 60, read: 10, unread: 50 }))
  const read = vi.fn()
  const threads = { read, unread: vi.fn() } as unknown as ThreadsHandle
  const reading = scope.run(() => useRoomReading(() => open.value, threads))
  if (!reading) throw new Error('The scope is over')
  return { reading, read }
}

test('T4: who goes on where they left off reads by looking', () => {
  const { reading, read } = enter('line')
  expect(read).not.toHaveBeenCalled()
  reading.read(20)
  expect(read).toHaveBeenLastCalledWith(1, 20)
})

test('T4: who starts at the newest and wants all to be read has read all, and sees what was new', () => {
  const { reading, read } = enter('read')
  expect(read).toHaveBeenLastCalledWith(1, 60)
  expect(reading.line.value).toBe(10)
  expect(reading.count.value).toBe(50)
})

test('T4: who starts at the newest and wants the rest unread has read nothing until they say so', () => {
  const { reading, read } = enter('newest')
  reading.read(60)
  expect(read).not.toHaveBeenCalled()
  expect(reading.line.value).toBe(10)
  reading.finish()
  expect(read).toHaveBeenLastCalledWith(1, 60)
})
