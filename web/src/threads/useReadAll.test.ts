import { effectScope, shallowRef, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { MyThread } from '../api/types'
import { message, thread as room } from '../testing'
import { useReadAll } from './useReadAll'

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

function rooms(list: MyThread[], branches: MyThread[] = []) {
  const said: string[] = []
  const all = scope.run(() =>
    useReadAll(
      {
        list: shallowRef(list) as never,
        read: (id, offset) => said.push(`read ${id} to ${offset}`),
        unread: (id, offset) => said.push(`unread ${id} from ${offset}`),
      },
      { list: shallowRef(branches.map((thread) => ({ thread, message: message(thread.id) }))) as never },
    ),
  )
  if (!all) throw new Error('The scope has ended')
  return { all, said }
}

test('N3: every room and followed branch is marked as read, and each as unread again from where it was', () => {
  const { all, said } = rooms(
    [room(1, { offset: 9, read: 4, unread: 3 }), room(2, { offset: 5, read: 5 })],
    [room(3, { offset: 7, read: 0, unread: 7, parent: { thread: 1, message: 2 } })],
  )
  expect(all.count.value).toBe(2)
  all.mark()
  expect(said.splice(0)).toEqual(['read 1 to 9', 'read 3 to 7'])
  expect(all.marked.value).toBe(2)
  all.undo()
  expect(said).toEqual(['unread 1 from 5', 'unread 3 from 1'])
  expect(all.marked.value).toBeNull()
})

test('N3: after ten seconds it cannot be taken back any more', () => {
  const { all } = rooms([room(1, { offset: 9, read: 4, unread: 3 })])
  all.mark()
  vi.advanceTimersByTime(10_000)
  expect(all.marked.value).toBeNull()
})
