import { inject, provide, type InjectionKey } from 'vue'
import type { ChatApi } from '../api/client'
import { needed } from '../chat'
import type { Route } from './useRoute'

/** Opens the branch that starts from a message, beside the thread. Rejects with a `Refusal`. */
type OpenBranch = (message: { readonly id: number; readonly branch: { readonly id: number } | null }) => Promise<void>

const key: InjectionKey<OpenBranch> = Symbol('open branch')

export function provideBranching(api: Pick<ChatApi, 'branch'>, route: Route): void {
  provide(key, async ({ id, branch }) => {
    const from = route.thread.value
    const thread = branch?.id ?? (await api.branch(id)).id
    // Whoever has gone elsewhere meanwhile is not called back.
    if (route.thread.value === from) route.openPanel(`branch-${thread}`)
  })
}

export function useBranching(): OpenBranch {
  return needed(inject(key))
}
