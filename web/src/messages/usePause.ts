import { onScopeDispose, shallowReadonly, shallowRef, type Ref } from 'vue'
import type { Refusal } from '../api/refusal'

const firstPause = 2_000
const longestPause = 60_000

export interface Pause {
  readonly isOn: Readonly<Ref<boolean>>
  /** Something failed. Each time in a row it is left alone for longer; what was refused for good, until the pause is ended. */
  begin(refusal: Refusal): void
  /** Something has changed: it may work now. */
  end(): void
}

/** Keeps what is done by itself from being tried again and again in a hurry. A device that is online again ends it. */
export function usePause(random: () => number = Math.random): Pause {
  const isOn = shallowRef(false)
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function end(): void {
    clearTimeout(timer)
    failures = 0
    isOn.value = false
  }

  window.addEventListener('online', end)
  onScopeDispose(() => {
    clearTimeout(timer)
    window.removeEventListener('online', end)
  })

  return {
    isOn: shallowReadonly(isOn),
    begin({ kind, pause }) {
      clearTimeout(timer)
      isOn.value = true
      if (kind === 'refused' || kind === 'unauthorized') return
      const longest = Math.min(firstPause * 2 ** failures++, longestPause)
      // Drawn, so that not everybody asks a server again at once that had no time.
      const drawn = longest * (0.5 + random() / 2)
      timer = setTimeout(() => (isOn.value = false), kind === 'later' ? Math.max(pause, drawn) : drawn)
    },
    end,
  }
}
