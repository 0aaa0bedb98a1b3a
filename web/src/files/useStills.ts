import { onScopeDispose, shallowReactive } from 'vue'
import type { ShownFile } from './files'
import { isCalm, mayMove, stillOf } from './moving'

export type Shown = Pick<ShownFile, 'type'> & { readonly source: string }

export interface Stills {
  /** Where the browser finds what is shown of a picture until it is played; null for one that does not move by itself. */
  of(picture: Shown): string | null
  /** Whether it may be moving already, which nobody needs to see. */
  isUnsure(picture: Shown): boolean
  /** Finds out whether it moves, when the browser has it. */
  look(picture: Shown): Promise<void>
}

/** Pictures that move stand still for whoever wants that. */
export function useStills(): Stills {
  const stills = shallowReactive(new Map<string, string | null>())
  let isGone = false

  onScopeDispose(() => {
    isGone = true
    for (const address of stills.values()) if (address !== null) URL.revokeObjectURL(address)
  })

  /** What is shown from this device stands still as it is. */
  function isUnsure({ source, type }: Shown): boolean {
    return isCalm() && mayMove({ type }) && !source.startsWith('blob:') && !stills.has(source)
  }

  return {
    of: ({ source }) => stills.get(source) ?? null,
    isUnsure,
    async look(picture) {
      if (!isUnsure(picture)) return
      // The browser has it at hand.
      const still = await fetch(picture.source)
        .then((answer) => answer.blob())
        .then(stillOf)
        .catch(() => null)
      if (!isGone && !stills.has(picture.source))
        stills.set(picture.source, still === null ? null : URL.createObjectURL(still))
    },
  }
}
