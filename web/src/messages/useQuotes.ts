import { inject, provide, shallowReactive, type InjectionKey } from 'vue'
import type { ChatApi } from '../api/client'
import type { Message, Quote } from '../api/types'
import { needed } from '../chat'
import { inShort } from './inShort'
import type { Conversation } from './useConversations'

export interface Quotes {
  /** What a quoted message says, in one line: null while it is not known, empty when it is deleted. */
  textOf(quote: Quote): string | null
}

const key: InjectionKey<Quotes> = Symbol('quotes')

/** What quoted messages say. Those further up than what is loaded are asked for, each once. */
export function useQuotes(api: Pick<ChatApi, 'message'>, { timeline }: Pick<Conversation, 'timeline'>): Quotes {
  const fetched = shallowReactive(new Map<number, Message>())
  const asked = new Set<number>()

  async function fetch({ id }: Quote): Promise<void> {
    if (asked.has(id)) return
    asked.add(id)
    try {
      fetched.set(id, await api.message(id))
    } catch {
      // The quote stays without its words, until somebody looks again.
      asked.delete(id)
    }
  }

  return {
    textOf(quote) {
      const known = timeline.value.versions.get(quote.id)?.now ?? fetched.get(quote.id)
      if (known) return inShort(known)
      if (quote.deletedAt !== undefined) return ''
      // One that says nothing came with files.
      if (quote.text) return inShort({ text: quote.text })
      void fetch(quote)
      return null
    },
  }
}

export function provideQuotes(...above: Parameters<typeof useQuotes>): void {
  provide(key, useQuotes(...above))
}

export function injectQuotes(): Quotes {
  return needed(inject(key))
}
