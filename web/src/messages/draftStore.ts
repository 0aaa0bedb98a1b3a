/** What is kept of a draft. */
export interface Kept {
  readonly text: string
  /** When it was typed, in milliseconds since 1970: by the server's clock once it is told. */
  readonly at: number
  /** The server has it. */
  readonly isTold: boolean
}

/** Drafts on this device, by user and thread. */
export interface DraftStore {
  read(user: number, thread: number): Kept | undefined
  write(user: number, thread: number, kept: Kept): void
  /** The threads with something that is kept. */
  all(user: number): readonly number[]
}

export function draftStore(storage: Storage): DraftStore {
  const prefix = (user: number) => `loquat.draft.${user}.`
  const nameOf = (user: number, thread: number) => `${prefix(user)}${thread}`

  return {
    read(user, thread) {
      const kept = storage.getItem(nameOf(user, thread))
      return kept === null ? undefined : (JSON.parse(kept) as Kept)
    },
    write(user, thread, kept) {
      // Also that there is nothing any more has to be told.
      if (kept.text === '' && kept.isTold) storage.removeItem(nameOf(user, thread))
      else storage.setItem(nameOf(user, thread), JSON.stringify(kept))
    },
    all(user) {
      const names = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '')
      return names
        .filter((name) => name.startsWith(prefix(user)))
        .map((name) => Number(name.slice(prefix(user).length)))
    },
  }
}
