import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { ChatApi } from '../api/client'
import type { FoundUser, MyThread, User } from '../api/types'
import { namedAt, suggestEmoji, suggestPeople, suggestRooms, wishAt, type Suggestion, type Wish } from './completing'
import { findEmoji, isCalled, loadEmoji, type EmojiKind } from './emojiCatalog'
import type { Edit } from './formatting'
import { noteEmoji, recentEmoji } from './recentEmoji'
import type { TextField } from './useTextField'

export interface Completion {
  readonly suggestions: ComputedRef<readonly Suggestion[]>
  readonly place: Ref<number>
  /** To be called when the text or the caret has moved. */
  look(): void
  /** Whether the key was for the list. */
  press(event: KeyboardEvent): boolean
  choose(suggestion: Suggestion): void
  close(): void
}

interface Sources {
  readonly api: Pick<ChatApi, 'findUsers'>
  readonly thread: MyThread
  readonly threads: () => readonly MyThread[]
  /** Who has written here, the last first. */
  readonly recent: () => readonly User[]
  readonly me: User
}

const enough = 20

/** Offers names while they are typed: people after `@`, emoji after `:`, rooms after `#`. */
export function useCompletion({ selected, change }: TextField, sources: Sources): Completion {
  const wish = shallowRef<Wish | null>(null)
  const place = shallowRef(0)
  const found = shallowRef<readonly FoundUser[]>([])
  const kinds = shallowRef<readonly EmojiKind[]>([])
  /** Where the list was closed by hand: it stays so for this word. */
  let closedAt: number | null = null

  const suggestions = computed<readonly Suggestion[]>(() => {
    const { sign, word } = wish.value ?? {}
    if (sign === undefined || word === undefined) return []
    if (sign === '#') return suggestRooms(word, sources.threads(), location.origin)
    if (sign === ':') return suggestEmoji(findEmoji(kinds.value, word, recentEmoji()))
    const mayCallAll = sources.thread.direct !== true
    return suggestPeople(word, {
      recent: sources.recent(),
      found: found.value,
      me: sources.me,
      isPrivate: sources.thread.private,
      mayCallAll,
    })
  })

  const isGone = (asked: Wish) => wish.value?.sign !== asked.sign || wish.value.word !== asked.word
  watch(wish, (asked, before) => {
    if (asked?.sign !== before?.sign || asked?.word !== before?.word) place.value = 0
    if (asked?.sign === ':') void loadEmoji().then((all) => (kinds.value = all), ignore)
    if (asked?.sign !== '@') return
    void sources.api.findUsers(asked.word, enough, sources.thread.id).then((users) => {
      if (!isGone(asked)) found.value = users
    }, ignore)
  })

  function look(): void {
    const { text, start, end } = selected()
    const next = start === end ? wishAt(text, start) : null
    if (next?.from !== closedAt) closedAt = null
    // The same wish is not asked for again.
    if (closedAt !== null || !isSame(wish.value, next)) wish.value = closedAt === null ? next : null
    const named = start === end ? namedAt(text, start) : null
    if (named) void replaceName(named)
  }

  /** `:tada:` is the emoji as soon as its second colon is there. */
  async function replaceName(named: Wish): Promise<void> {
    const all = await loadEmoji().catch(() => [])
    const entry = findEmoji(all, named.word).find((known) => isCalled(known, named.word))
    const { text, start } = selected()
    if (entry && text.slice(named.from, named.to) === `:${named.word}:` && start === named.to)
      take(named, { key: entry.sign, label: named.word, insert: entry.sign, emoji: entry.sign })
  }

  function take({ from, to }: Wish, { insert, emoji }: Suggestion): void {
    if (emoji !== undefined) noteEmoji(emoji)
    wish.value = null
    change(typed(from, to, insert))
  }

  function close(): void {
    closedAt = wish.value?.from ?? null
    wish.value = null
  }

  onScopeDispose(() => (wish.value = null))

  return {
    suggestions,
    place,
    look,
    choose(suggestion) {
      if (wish.value) take(wish.value, suggestion)
    },
    close,
    press(event) {
      const all = suggestions.value
      const chosen = all[place.value]
      if (!wish.value || !chosen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (by !== undefined) place.value = (place.value + by + all.length) % all.length
      else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) take(wish.value, chosen)
      else if (event.key === 'Escape') close()
      else return false
      event.preventDefault()
      return true
    },
  }
}

function isSame(one: Wish | null, other: Wish | null): boolean {
  return one?.sign === other?.sign && one?.word === other?.word && one?.from === other?.from && one?.to === other?.to
}

function typed(from: number, to: number, insert: string): Edit {
  return { from, to, insert, start: from + insert.length, end: from + insert.length }
}

function ignore(): void {
  // Without an answer there is nothing to offer; the next letter asks again.
}
