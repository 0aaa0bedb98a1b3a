import { shallowRef } from 'vue'
import type { Carry, Parcel } from './files/upload'
import type { Message, MyThread, ServerRole, StreamPosition, User } from './api/types'
import type { ChatEvent } from './realtime/channels'
import type { Connection, ConnectionState, Listener } from './realtime/connection'

export const alice: User = { id: 1, username: 'alice' }
export const bob: User = { id: 2, username: 'bob' }

/** A message at this offset; what a test does not care about is filled in. */
export function message(offset: number, fields: Partial<Message> = {}): Message {
  return {
    id: offset,
    user: bob,
    text: `message ${offset}`,
    offset,
    clientId: null,
    createdAt: new Date(Date.UTC(2026, 10, 20, 12, 0, offset)).toISOString(),
    ...fields,
  }
}

/** A public room with this id; what a test does not care about is filled in. */
export function thread(id: number, fields: Partial<MyThread> = {}): MyThread {
  return {
    id,
    name: `room ${id}`,
    private: false,
    offset: 1,
    lastMessageAt: null,
    read: 0,
    unread: 0,
    mentions: 0,
    ...fields,
  }
}

/** For what has nothing to do with files. */
export const noUploads = {
  all: shallowRef([]),
  restore: () => undefined,
  retry: () => undefined,
  remove: () => undefined,
  arrived: () => undefined,
}

/** Numbers that look random and come again with the same seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

interface PendingCall {
  readonly method: string
  readonly data: Record<string, unknown>
  answer(result: unknown): void
  reject(code: number, message: string): void
}

/** A connection whose other end is the test. */
export class FakeConnection implements Connection {
  readonly state = shallowRef<ConnectionState>('live')
  readonly me = shallowRef<User | null>(alice)
  readonly role = shallowRef<ServerRole>('member')
  readonly messageLength = shallowRef(16_000)
  readonly fileBytes = shallowRef(1_000)
  readonly bearer = () => Promise.resolve('bearer of alice')
  readonly calls: PendingCall[] = []
  readonly #listeners = new Set<Listener>()

  call = (method: string, data: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      this.calls.push({
        method,
        data: { ...data },
        answer: resolve,
        reject: (code, text) => reject(Object.assign(new Error(text), { code })),
      })
    })

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  assume(user: User): void {
    this.me.value ??= user
  }

  readonly rests: boolean[] = []

  rest(isIdle: boolean): void {
    this.rests.push(isIdle)
  }

  retryNow(): void {
    this.state.value = 'connecting'
  }

  readonly following = new Set<string>()

  follow(channel: string): () => void {
    this.following.add(channel)
    return () => this.following.delete(channel)
  }

  followed(thread: number, position: StreamPosition): void {
    for (const listener of this.#listeners) listener.followed?.(`thread:${thread}`, position)
  }

  publish(thread: number, posted: Message): void {
    this.tell(`thread:${thread}`, posted.offset, { type: 'message.posted', message: posted })
  }

  tell(channel: string, offset: number, event: ChatEvent): void {
    for (const listener of this.#listeners) listener.published?.(channel, offset, event)
  }

  /** Takes the oldest call to this method that nobody has answered yet. */
  take(method: string): PendingCall {
    const at = this.calls.findIndex((call) => call.method === method)
    const [call] = at < 0 ? [] : this.calls.splice(at, 1)
    if (!call) throw new Error(`Nobody called ${method}`)
    return call
  }
}

interface PendingUpload {
  readonly parcel: Parcel
  readonly bearer: string
  readonly end: AbortSignal
  tell(part: number): void
  arrives(): void
  fails(error: Error): void
}

/** A server that takes files as the test says. */
export class FakeUploadServer {
  readonly givenBack: number[] = []
  #pending: PendingUpload[] = []
  #last = 100

  carry: Carry = (parcel, bearer, tell, end) =>
    new Promise((resolve, reject) => {
      const { name, bytes } = parcel
      const arrives = () => resolve({ id: ++this.#last, name, type: 'application/octet-stream', size: bytes.size })
      this.#pending.push({ parcel, bearer, end, tell, arrives, fails: reject })
    })

  takeBack = (file: number): Promise<void> => Promise.resolve(void this.givenBack.push(file))

  /** Those on their way. */
  names(): readonly string[] {
    return this.#pending.map(({ parcel }) => parcel.name)
  }

  take(name: string): PendingUpload {
    const found = this.#pending.find(({ parcel }) => parcel.name === name)
    if (!found) throw new Error(`Nobody uploads ${name}`)
    this.#pending = this.#pending.filter((upload) => upload !== found)
    return found
  }
}
