import { effectScope, nextTick, shallowRef } from 'vue'
import { expect, test } from 'vitest'
import type { MyThread } from '../api/types'
import { thread } from '../testing'
import { useBranchAddress } from './useBranchAddress'

const settled = async () => {
  for (let i = 0; i < 5; i++) await nextTick()
}

function at(wanted: number, found: MyThread | null) {
  const opened: unknown[] = []
  const known = new Map<number, MyThread>()
  const isLoaded = shallowRef(true)
  const route = {
    thread: shallowRef<number | null>(wanted),
    message: shallowRef(12),
    openBranchInstead: (...place: unknown[]) => opened.push(place),
  }
  const isAsking = effectScope().run(() =>
    useBranchAddress(route, {
      list: shallowRef([thread(7)]) as never,
      isLoaded,
      get: (id) => known.get(id),
      learn(id) {
        if (!found) return Promise.reject(new Error('404'))
        known.set(id, found)
        return Promise.resolve()
      },
    }),
  )
  return { opened, route, isAsking }
}

test('T8: the address of a branch opens it beside its room, at the message that it names', async () => {
  const { opened, isAsking } = at(9, thread(9, { parent: { thread: 7, message: 3 } }))
  expect(isAsking?.value).toBe(true)
  await settled()
  expect(opened).toEqual([[7, 9, 12]])
  expect(isAsking?.value).toBe(false)
})

test('what is no branch, or not mine to see, opens nothing, and whoever has gone is not called back', async () => {
  const unseen = at(9, null)
  await settled()
  expect(unseen.opened).toEqual([])
  expect(unseen.isAsking?.value).toBe(false)
  expect(at(7, thread(7)).isAsking?.value).toBe(false)

  const gone = at(9, thread(9, { parent: { thread: 7, message: 3 } }))
  gone.route.thread.value = 7
  await settled()
  expect(gone.opened).toEqual([])
})
