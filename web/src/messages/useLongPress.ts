import { onScopeDispose } from 'vue'

const long = 450
const still = 10

export interface LongPress {
  down(event: PointerEvent): void
  move(event: PointerEvent): void
  end(): void
  /** Lifting the finger is no click on what is below it. */
  click(event: MouseEvent): void
}

/** Calls back when a finger rests on something. A finger that moves scrolls. */
export function useLongPress(callback: () => void): LongPress {
  let timer: ReturnType<typeof setTimeout> | undefined
  let from = { x: 0, y: 0 }
  let isDone = false
  const end = () => clearTimeout(timer)
  onScopeDispose(end)

  return {
    down(event) {
      end()
      isDone = false
      if (event.pointerType !== 'touch') return
      from = { x: event.clientX, y: event.clientY }
      timer = setTimeout(() => {
        isDone = true
        callback()
      }, long)
    },
    move(event) {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > still) end()
    },
    end,
    click(event) {
      if (!isDone) return
      isDone = false
      event.preventDefault()
      event.stopPropagation()
    },
  }
}
