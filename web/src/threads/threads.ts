import type { Message, MyThread, Thread, ThreadRead, User } from '../api/types'

/** The threads I can see, by id, with what I have not read of each. */
export type Threads = ReadonlyMap<number, MyThread>

/** Takes in the server's list, which is true at the offsets that it names. What came by meanwhile is to be told again. */
export function replaceAll(threads: Threads, list: readonly MyThread[]): Threads {
  return new Map(list.map((thread) => [thread.id, withReading(thread, threads.get(thread.id)?.read ?? 0)]))
}

/** A thread that I have not heard of before has nothing in it that I should have read. */
export function add(threads: Threads, thread: Thread): Threads {
  if (threads.has(thread.id)) return threads
  return new Map(threads).set(thread.id, { ...thread, read: thread.offset, unread: 0, mentions: 0 })
}

/** Something happened in a thread's log; perhaps a message. What the thread knows of already is not counted again. */
export function advance(threads: Threads, id: number, offset: number, message: Message | null, me: User): Threads {
  const thread = threads.get(id)
  if (!thread || thread.offset >= offset) return threads
  const isNews = message !== null && message.user.id !== me.id && offset > thread.read
  return new Map(threads).set(id, {
    ...thread,
    offset,
    lastMessageAt: message?.createdAt ?? thread.lastMessageAt,
    unread: thread.unread + Number(isNews),
    mentions: thread.mentions + Number(isNews && calls(message, me)),
  })
}

/** What a thread is called, or about, is something else now. */
export function describe(threads: Threads, id: number, told: Partial<Pick<Thread, 'name' | 'topic'>>): Threads {
  const thread = threads.get(id)
  return thread ? new Map(threads).set(id, { ...thread, ...told }) : threads
}

/** It is mine no more. */
export function leave(threads: Threads, id: number): Threads {
  return new Map([...threads].filter(([known]) => known !== id))
}

/** I have just read on. How much is left the server knows, unless it is nothing. */
export function readOn(threads: Threads, id: number, offset: number): Threads {
  const thread = threads.get(id)
  return thread && offset > thread.read ? new Map(threads).set(id, withReading(thread, offset)) : threads
}

/** The server says how far I have read: further, or back to something that I marked as unread. */
export function told(threads: Threads, { threadId, offset, unread, mentions }: ThreadRead): Threads {
  const thread = threads.get(threadId)
  return thread ? new Map(threads).set(threadId, { ...thread, read: offset, unread, mentions }) : threads
}

const alphabet = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** By name, so that a room stays where its people look for it. */
export function inOrder(threads: Threads): readonly MyThread[] {
  return [...threads.values()].sort((a, b) => alphabet.compare(a.name, b.name) || a.id - b.id)
}

function withReading(thread: MyThread, read: number): MyThread {
  if (read <= thread.read) return thread
  return read >= thread.offset ? { ...thread, read, unread: 0, mentions: 0 } : { ...thread, read }
}

function calls({ mentions }: Message, me: User): boolean {
  return mentions?.some(({ id }) => id === me.id || id === 0) ?? false
}
