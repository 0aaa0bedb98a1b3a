import type { HistoryPage, Message, Thread } from './types'

/** Carries a call to the server. The connection is one; tests bring their own. */
export type Call = (method: string, data: object) => Promise<unknown>

export interface ChatApi {
  threads(): Promise<readonly Thread[]>
  history(thread: number, before?: number, limit?: number): Promise<HistoryPage>
  publish(thread: number, text: string, clientId: string): Promise<Message>
  createThread(name: string, isPrivate: boolean): Promise<Thread>
}

const pageSize = 50

/** The most that the server gives at once. */
export const largestPage = 200

/** The chat's calls, typed. A call that fails rejects with a `Refusal`. */
export function chatApi(call: Call): ChatApi {
  return {
    async threads() {
      const answer = (await call('thread:list', {})) as { threads: readonly Thread[] }
      return answer.threads
    },
    async history(thread, before, limit = pageSize) {
      const range = before === undefined ? {} : { before }
      return (await call('thread:history', { id: thread, limit, ...range })) as HistoryPage
    },
    async publish(thread, text, clientId) {
      const answer = (await call('thread:publish', { id: thread, message: text, clientId })) as { message: Message }
      return answer.message
    },
    async createThread(name, isPrivate) {
      const answer = (await call('thread:create', { name, private: isPrivate })) as { thread: Thread }
      return answer.thread
    },
  }
}
