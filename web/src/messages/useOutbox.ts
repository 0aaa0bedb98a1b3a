import { onScopeDispose, shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import type { ChatApi } from '../api/client'
import { toRefusal } from '../api/refusal'
import type { Quote } from '../api/types'
import type { Attachment } from '../files/uploads'
import type { UploadsHandle } from '../files/useUploads'
import { postedMessage } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import { clientIds } from './clientId'
import * as queue from './outbox'
import type { OutboxStore } from './outboxStore'
import { perform, type Done } from './perform'
import type { Conversations } from './useConversations'
import type { Drafts } from './useDrafts'

export interface OutboxHandle {
  readonly messages: Readonly<Ref<queue.Outbox>>
  /** What is uploading still holds it back, with what comes after it there. */
  send(thread: number, text: string, replyTo?: Quote | null, files?: readonly Attachment[]): void
  change(thread: number, deed: queue.Deed): void
  retry(clientId: string): void
  discard(clientId: string): void
}

const firstPause = 1_000

/** Sends what was written and changed, in order, whenever there is a connection, and keeps it until the server has it. */
export function useOutbox(
  connection: Connection,
  api: ChatApi,
  conversations: Conversations,
  store: OutboxStore,
  drafts: Pick<Drafts, 'sending' | 'sent'>,
  uploads: Pick<UploadsHandle, 'all' | 'restore' | 'retry' | 'remove' | 'arrived'>,
): OutboxHandle {
  const messages = shallowRef<queue.Outbox>([])
  const nextId = clientIds(Date.now)
  const pauses = new Map<string, ReturnType<typeof setTimeout>>()

  function change(next: queue.Outbox): void {
    const before = new Map(messages.value.map((message) => [message.clientId, message]))
    messages.value = next
    for (const message of next) {
      if (before.get(message.clientId) !== message) void store.put(message)
      before.delete(message.clientId)
    }
    for (const [clientId, message] of before) {
      done.add(clientId)
      void store.remove(clientId)
      uploads.arrived(queue.attachmentsOf(message))
    }
  }

  // What the store may still be found to hold.
  const done = new Set<string>()
  // What an earlier page left goes out before what is written in this one.
  let pickedUp: number | null = null

  function pump(): void {
    if (connection.state.value !== 'live' || pickedUp !== connection.me.value?.id) return
    for (const message of queue.sendable(messages.value)) {
      if (!pauses.has(message.clientId)) void deliver(message)
    }
  }

  async function deliver(outgoing: queue.Outgoing): Promise<void> {
    const { clientId, thread, attempts } = outgoing
    change(queue.sending(messages.value, clientId))
    try {
      const { offset, change: done } = await send(outgoing)
      if (done) conversations.acknowledge(thread, offset, done)
      change(queue.confirm(messages.value, clientId))
      pump()
    } catch (error) {
      const refusal = toRefusal(error)
      const { kind, code, message } = refusal
      if (kind === 'refused') change(queue.refuse(messages.value, clientId, { code, message }))
      else if (kind === 'unauthorized' || connection.state.value !== 'live')
        change(queue.putBack(messages.value, clientId))
      else if (kind === 'later') {
        change(queue.putBack(messages.value, clientId))
        pause(clientId, refusal.pause)
      } else {
        change(queue.unanswered(messages.value, clientId))
        pause(clientId, firstPause * 2 ** attempts)
      }
    }
  }

  async function send(outgoing: queue.Outgoing): Promise<Done> {
    const { thread, deed, writtenAt } = outgoing
    if (deed.do !== 'post') return perform(api, outgoing, connection.me.value, false)
    const isDraft = drafts.sending(thread, writtenAt)
    let isDone = false
    try {
      const done = await perform(api, outgoing, connection.me.value, isDraft)
      isDone = true
      return done
    } finally {
      drafts.sent(thread, isDone && isDraft)
    }
  }

  function pause(clientId: string, duration: number): void {
    const timer = setTimeout(() => {
      pauses.delete(clientId)
      pump()
    }, duration)
    pauses.set(clientId, timer)
  }

  function put(thread: number, deed: queue.Deed): void {
    const user = connection.me.value?.id
    if (user === undefined) return
    change(queue.enqueue(messages.value, { clientId: nextId(), user, thread, deed, writtenAt: Date.now() }))
    pump()
  }

  async function pickUp(user: number): Promise<void> {
    const left = (await store.all()).filter((message) => message.user === user && !done.has(message.clientId))
    change(queue.restore(messages.value, left, Date.now()))
    pickedUp = user
    for (const message of messages.value)
      uploads.restore(message.thread, queue.attachmentsOf(message), message.state !== 'failed')
    takeIn()
  }

  function takeIn(): void {
    const next = queue.withUploads(messages.value, uploads.all.value)
    if (next !== messages.value) change(next)
    pump()
  }

  watch(uploads.all, takeIn, { flush: 'sync' })

  // Each connection: a page that was open beside this one may have been closed with something left.
  watch(
    [connection.state, () => connection.me.value?.id],
    ([state, user]) => {
      if (user !== undefined && (state === 'live' || pickedUp === null)) void pickUp(user)
    },
    { immediate: true },
  )

  store.onLeft(() => {
    const user = connection.me.value?.id
    if (user !== undefined) void pickUp(user)
  })

  const stop = connection.listen({
    published(_channel, _offset, event) {
      const message = postedMessage(event)
      if (!message?.clientId || message.user.id !== connection.me.value?.id) return
      change(queue.confirm(messages.value, message.clientId))
      pump()
    },
  })
  onScopeDispose(() => {
    stop()
    for (const timer of pauses.values()) clearTimeout(timer)
  })

  return {
    messages: shallowReadonly(messages),
    send(thread, text, replyTo, files = []) {
      put(thread, { do: 'post', text, ...(replyTo ? { replyTo } : {}), ...(files.length > 0 ? { files } : {}) })
    },
    change: put,
    retry(clientId) {
      clearTimeout(pauses.get(clientId))
      pauses.delete(clientId)
      const next = queue.retry(messages.value, clientId, Date.now())
      uploads.retry(missingIn(next, clientId))
      change(next)
      takeIn()
    },
    discard(clientId) {
      const message = messages.value.find((outgoing) => outgoing.clientId === clientId)
      if (message && queue.mayDiscard(message)) uploads.remove(queue.attachmentsOf(message).map(({ key }) => key))
      change(queue.discard(messages.value, clientId))
      pump()
    },
  }
}

function missingIn(outbox: queue.Outbox, clientId: string): readonly string[] {
  const message = outbox.find((outgoing) => outgoing.clientId === clientId)
  return message ? queue.attachmentsOf(message).flatMap(({ key, file }) => (file ? [] : [key])) : []
}
