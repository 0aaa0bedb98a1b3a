import { shallowReactive } from 'vue'

/** What somebody has begun to write, by thread. Kept on this device, so that neither a reload nor a sign-in loses it. */
export interface Drafts {
  get(thread: number): string
  set(thread: number, text: string): void
}

export function useDrafts(user: () => number | undefined, storage: Storage = localStorage): Drafts {
  const texts = shallowReactive(new Map<number, string>())
  const name = (thread: number) => `loquat.draft.${user() ?? 0}.${thread}`

  return {
    get: (thread) => texts.get(thread) ?? storage.getItem(name(thread)) ?? '',
    set(thread, text) {
      texts.set(thread, text)
      if (text === '') storage.removeItem(name(thread))
      else storage.setItem(name(thread), text)
    },
  }
}
