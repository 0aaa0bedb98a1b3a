import type { Level, Message, MyThread, Thread, ThreadRead, User } from '../api/types'
import type { ThreadEvent } from '../realtime/channels'

/** The threads I can see, by id, with what I have not read of each. */
export type Threads = ReadonlyMap<number, MyThread>

/** Takes in the server's list, which is true at the offsets that it names. What came by meanwhile is to be told again. */
export function replaceAll(threads: Threads, list: readonly MyThread[]): Threads {
  const listed = list.map((thread) => withReading(thread, threads.get(thread.id)?.read ?? 0))
  // A branch that is only looked at is in no list.
  const branches = [...threads.values()].filter(({ parent }) => parent !== undefined)
  return new Map([...branches, ...listed].map((thread) => [thread.id, thread]))
}

/** What happened to a thread: how it is called, what I am in it. What the thread knows of already changes nothing. */
export function happen(threads: Threads, id: number, offset: number, event: ThreadEvent, me: User): Threads {
  const thread = threads.get(id)
  if (!thread || thread.offset >= offset) return threads
  return new Map(threads).set(id, { ...after(thread, event, me), offset })
}

function after(thread: MyThread, event: ThreadEvent, me: User): MyThread {
  const { archivedAt: _, ...reopened } = thread
  const { role: __, ...left } = thread
  switch (event.type) {
    case 'thread.renamed':
      return { ...thread, name: event.name }
    case 'thread.topic':
      return { ...thread, topic: event.topic }
    case 'thread.archived':
      return { ...thread, archivedAt: event.at }
    case 'thread.reopened':
      return reopened
    case 'member.joined':
    case 'member.role':
      return event.user.id === me.id ? { ...thread, role: event.role } : thread
    case 'member.left':
      return event.user.id === me.id ? left : thread
  }
}

/** A thread that I have not heard of before has nothing in it that I should have read. */
export function add(threads: Threads, thread: Thread, mine: Pick<MyThread, 'role' | 'people'> = {}): Threads {
  const known = threads.get(thread.id) ?? { ...thread, read: thread.offset, unread: 0, mentions: 0 }
  return new Map(threads).set(thread.id, { ...known, ...mine })
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

/** What the server says of one thread, true at the offset that it names. */
export function learn(threads: Threads, thread: MyThread): Threads {
  const known = threads.get(thread.id)
  if (known && known.offset > thread.offset) return new Map(threads).set(thread.id, { ...thread, ...known })
  return new Map(threads).set(thread.id, withReading(thread, known?.read ?? 0))
}

/** How loud a thread is for me. */
export function quieten(threads: Threads, id: number, level: Level, muted: boolean): Threads {
  const thread = threads.get(id)
  return thread ? new Map(threads).set(id, { ...thread, level, muted }) : threads
}

/** Whether I hear of what is said in a branch. */
export function follow(threads: Threads, id: number, follows: boolean): Threads {
  const thread = threads.get(id)
  return thread ? new Map(threads).set(id, { ...thread, follows }) : threads
}

/** It is mine no more, and neither is what branches off it. */
export function leave(threads: Threads, id: number): Threads {
  return new Map([...threads].filter(([known, { parent }]) => known !== id && parent?.thread !== id))
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

function withReading(thread: MyThread, read: number): MyThread {
  if (read <= thread.read) return thread
  return read >= thread.offset ? { ...thread, read, unread: 0, mentions: 0 } : { ...thread, read }
}

function calls({ mentions }: Message, me: User): boolean {
  return mentions?.some(({ id }) => id === me.id || id === 0) ?? false
}
