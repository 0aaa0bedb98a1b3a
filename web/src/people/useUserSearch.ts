import { onScopeDispose, shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import type { ChatApi } from '../api/client'
import type { User } from '../api/types'

/** As many as somebody reads through; who is further down is found by more letters. */
const limit = 20
const pause = 120

export interface UserSearch {
  readonly query: Ref<string>
  readonly found: Readonly<Ref<readonly User[]>>
  /** Whether `found` is what the query asks for. */
  readonly isCurrent: Readonly<Ref<boolean>>
}

/** The people whose names begin with what is typed. An answer that was overtaken by another question is not shown. */
export function useUserSearch(api: Pick<ChatApi, 'findUsers'>): UserSearch {
  const query = shallowRef('')
  const found = shallowRef<readonly User[]>([])
  const isCurrent = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(name: string): Promise<void> {
    const users = await api.findUsers(name, limit).catch(() => null)
    if (name !== query.value.trim()) return
    found.value = users ?? []
    isCurrent.value = users !== null
  }

  watch(
    query,
    (text) => {
      isCurrent.value = false
      clearTimeout(timer)
      timer = setTimeout(() => void look(text.trim()), text === '' ? 0 : pause)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  return { query, found: shallowReadonly(found), isCurrent: shallowReadonly(isCurrent) }
}
