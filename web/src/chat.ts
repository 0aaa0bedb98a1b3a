import { inject, provide, type InjectionKey } from 'vue'
import { chatApi, type ChatApi } from './api/client'
import { useUploads, type UploadsHandle } from './files/useUploads'
import { indexedOutbox, type OutboxStore } from './messages/outboxStore'
import { useConversations, type Conversations } from './messages/useConversations'
import { useDrafts, type Drafts } from './messages/useDrafts'
import { useSaved, type SavedHandle } from './messages/useSaved'
import { useOutbox, type OutboxHandle } from './messages/useOutbox'
import { indexedCopy, type Copy } from './offline/copy'
import { useOfflineCopy } from './offline/useOfflineCopy'
import { useIdle } from './people/useIdle'
import { usePresence, type Presences } from './people/usePresence'
import type { Connection } from './realtime/connection'
import { useBranches, type BranchesHandle } from './threads/useBranches'
import { useThreads, type ThreadsHandle } from './threads/useThreads'

/** Everything the components of one page share. */
export interface Chat {
  readonly connection: Connection
  readonly api: ChatApi
  readonly conversations: Conversations
  readonly saved: SavedHandle
  readonly uploads: UploadsHandle
  readonly outbox: OutboxHandle
  readonly threads: ThreadsHandle
  readonly branches: BranchesHandle
  readonly drafts: Drafts
  readonly people: Presences
}

export const connectionKey: InjectionKey<Connection> = Symbol('connection')
const chatKey: InjectionKey<Chat> = Symbol('chat')

/** Puts the features onto the connection; they end with the component that calls this. */
export function provideChat(
  connection: Connection,
  store: OutboxStore = indexedOutbox(),
  copy: Copy = indexedCopy(),
): Chat {
  const api = chatApi(connection.call)
  const conversations = useConversations(connection, api)
  const drafts = useDrafts(connection, api)
  const threads = useThreads(connection, api, conversations)
  const uploads = useUploads(connection)
  const chat: Chat = {
    connection,
    api,
    conversations,
    saved: useSaved(connection, api),
    uploads,
    outbox: useOutbox(connection, api, conversations, store, drafts, uploads),
    threads,
    branches: useBranches(connection, api, threads, conversations),
    drafts,
    people: usePresence(connection, api, useIdle(connection)),
  }
  useOfflineCopy(connection, threads, conversations, copy)
  provide(chatKey, chat)
  return chat
}

export function useChat(): Chat {
  return needed(inject(chatKey))
}

/** A thing that a component above must have provided. */
export function needed<T>(provided: T | undefined): T {
  if (provided === undefined) throw new Error('Nobody above provides this')
  return provided
}
