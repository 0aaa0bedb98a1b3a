/** The pages of this browser that are open beside each other. */
export interface Pages {
  /** This one. */
  readonly me: string
  /** All that are open. */
  living(): Promise<ReadonlySet<string>>
  /** Until that page is closed. */
  gone(page: string): Promise<void>
}

const prefix = 'loquat-page '

/**
 * Each page holds a lock as long as it lives, also through a crash: the browser lets go of it. Where there are no locks (without TLS),
 * every other page counts as gone.
 */
export function lockedPages(locks: LockManager | undefined): Pages {
  const me = crypto.getRandomValues(new Uint32Array(3)).join('-')
  const isHeld = new Promise<void>((resolve) => {
    const forever = () => {
      resolve()
      return new Promise<never>(() => undefined)
    }
    if (locks) void locks.request(prefix + me, forever).catch(() => resolve())
    else resolve()
  })

  return {
    me,
    async living() {
      await isHeld
      const held = (await locks?.query())?.held ?? []
      return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])))
    },
    async gone(page) {
      await locks?.request(prefix + page, () => undefined)
    },
  }
}
