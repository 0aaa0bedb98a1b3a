import { afterEach, expect, test, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { useDismissal } from './useDismissal'

const watchers: WayBack[] = []

class WayBack extends EventTarget {
  isDestroyed = false

  constructor() {
    super()
    watchers.push(this)
  }

  destroy(): void {
    this.isDestroyed = true
  }
}

afterEach(() => {
  vi.unstubAllGlobals()
  watchers.length = 0
})

function open(): { dismiss: ReturnType<typeof vi.fn>; box: HTMLElement; stop: () => void } {
  const dismiss = vi.fn()
  const box = document.createElement('div')
  document.body.append(box)
  const scope = effectScope()
  scope.run(() => useDismissal(shallowRef(box), dismiss))
  return { dismiss, box, stop: () => scope.stop() }
}

test('a press elsewhere and Escape close it, a press in it does not', () => {
  const { dismiss, box, stop } = open()
  box.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  expect(dismiss).not.toHaveBeenCalled()
  document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  expect(dismiss).toHaveBeenCalledTimes(2)
  stop()
  document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  expect(dismiss).toHaveBeenCalledTimes(2)
})

test('the way back of a phone closes it, and is given back', () => {
  vi.stubGlobal('CloseWatcher', WayBack)
  const { dismiss, stop } = open()
  watchers[0]?.dispatchEvent(new Event('close'))
  expect(dismiss).toHaveBeenCalledTimes(1)
  stop()
  expect(watchers.map(({ isDestroyed }) => isDestroyed)).toEqual([true])
})
