import type {
  Branch,
  Draft,
  FoundUser,
  HistoryPage,
  Level,
  Member,
  Message,
  MyThread,
  PersonPresence,
  Revision,
  Role,
  Saved,
  Thread,
  ThreadRead,
} from './types'

/** Carries a call to the server. The connection is one; tests bring their own. */
export type Call = (method: string, data: object) => Promise<unknown>

/** What goes with the text of a message. */
export interface Beside {
  readonly replyTo?: number | undefined
  /** It is what the server keeps as the draft there, which is gone with it. */
  readonly isDraft?: boolean
  /** Those that were uploaded for it. */
  readonly files?: readonly number[]
}

/** Where a change is in its thread's log. */
export interface Appended {
  readonly offset: number
}

/** The message as it is at that place of the log. */
export interface Revised extends Appended {
  readonly message: Message
}

interface ThreadPage {
  readonly threads: readonly MyThread[]
  /** Goes into the call for the next page; null on the last. */
  readonly next?: unknown
}

export interface PinPage {
  readonly messages: readonly Message[]
  /** Goes into the call for the next page; null on the last. */
  readonly next?: unknown
}

export interface SavedPage {
  readonly saved: readonly Saved[]
  readonly next?: unknown
}

/** A message that was found, with its thread. */
export interface FoundMessage {
  readonly message: Message
  readonly thread: Thread
}

export interface FoundPage {
  /** The newest first. There may be none although there is a next page: then the search was cut short. */
  readonly found: readonly FoundMessage[]
  /** Goes into the call for the next page; null on the last. */
  readonly next?: unknown
  /** False while messages may be missing. */
  readonly complete: boolean
}

export interface ChatApi {
  threads(): Promise<readonly MyThread[]>
  history(thread: number, before?: number, limit?: number): Promise<HistoryPage>
  createThread(name: string, isPrivate: boolean): Promise<Thread>
  /** The conversation with these people, the same one whenever it is asked for. */
  openDirect(users: readonly number[]): Promise<Thread>
  /** One thread as I find it, branches too. */
  show(thread: number): Promise<MyThread>
  message(message: number): Promise<Message>
  /** What it has said since it was posted, the present text last; nothing once it is deleted. */
  revisions(message: number): Promise<readonly Revision[]>
  /** The branch that starts from this message, the same one whoever asks. */
  branch(message: number): Promise<Thread>
  /** The liveliest branches of a thread, or those that I follow. */
  branches(thread?: number): Promise<readonly Branch[]>
  follow(branch: number, isOn: boolean): Promise<unknown>
  /** The newest pin first. */
  pins(thread: number, after?: unknown): Promise<PinPage>
  /** Messages with all of these words, of a thread or of all that I read. `after` is null for the first page. */
  search(query: string, thread: number | null, after: unknown): Promise<FoundPage>
  /** I am writing there. */
  typing(thread: number): Promise<unknown>
  /** How loud a thread is for me, on all of my devices. */
  notify(thread: number, level: Level, isMuted: boolean): Promise<unknown>
  save(message: number, isOn: boolean): Promise<unknown>
  /** The last saved first. */
  saved(after?: unknown): Promise<SavedPage>
  /** Says in a thread what a message says elsewhere. */
  forward(message: number, thread: number, clientId: string): Promise<Message>
  rename(thread: number, name: string): Promise<Appended>
  setTopic(thread: number, topic: string): Promise<Appended>
  archive(thread: number, isArchived: boolean): Promise<Appended>
  join(thread: number): Promise<Appended>
  leave(thread: number): Promise<Appended>
  invite(thread: number, user: number): Promise<Appended>
  removeMember(thread: number, user: number): Promise<Appended>
  setRole(thread: number, user: number, role: Role): Promise<Appended>
  /** Ascending by the user's id, beyond that of `after`. */
  members(thread: number, after: number, limit: number): Promise<readonly Member[]>
  /** Those whose names begin like that; beside a thread who spoke there comes first, then its members. */
  findUsers(name: string, limit: number, thread?: number): Promise<readonly FoundUser[]>
  /** Whether these people are here, a hundred at most. */
  presence(users: readonly number[]): Promise<readonly PersonPresence[]>
  /** I have seen everything up to there. */
  read(thread: number, offset: number): Promise<ThreadRead>
  /** From there on everything shall count as unread again. */
  unread(thread: number, offset: number): Promise<ThreadRead>
  publish(thread: number, text: string, clientId: string, more?: Beside): Promise<Message>
  /** What I have begun to write there, now or at that time. Answers what is kept, which another device may have typed later. */
  setDraft(thread: number, text: string, at?: string): Promise<Draft>
  drafts(): Promise<readonly Draft[]>
  edit(message: number, text: string, clientId: string): Promise<Revised>
  remove(message: number, clientId: string): Promise<Revised>
  react(message: number, emoji: string, isOn: boolean, clientId: string): Promise<Appended>
  pin(message: number, isOn: boolean, clientId: string): Promise<Appended>
}

const pageSize = 50

/** The most that the server gives at once. */
export const largestPage = 200

/** The chat's calls, typed. A call that fails rejects with a `Refusal`. */
export function chatApi(call: Call): ChatApi {
  const ask = async <T>(method: string, data: object) => (await call(method, data)) as T

  return {
    async threads() {
      const all: MyThread[] = []
      let after: unknown = null
      do {
        const page = await ask<ThreadPage>('thread:list', after === null ? {} : { after })
        all.push(...page.threads)
        after = page.next ?? null
      } while (after !== null)
      return all
    },
    history(thread, before, limit = pageSize) {
      const range = before === undefined ? {} : { before }
      return ask('thread:history', { id: thread, limit, events: true, ...range })
    },
    createThread: async (name, isPrivate) =>
      (await ask<{ thread: Thread }>('thread:create', { name, private: isPrivate })).thread,
    openDirect: async (users) => (await ask<{ thread: Thread }>('thread:direct', { users })).thread,
    show: async (thread) => (await ask<{ thread: MyThread }>('thread:show', { id: thread })).thread,
    message: async (message) => (await ask<{ message: Message }>('message:show', { id: message })).message,
    revisions: async (message) => {
      const all: Revision[] = []
      for (;;) {
        const after = all.at(-1)?.revision
        const page = await ask<{ revisions: Revision[]; more: boolean }>('message:revisions', {
          id: message,
          ...(after === undefined ? {} : { after }),
        })
        all.push(...page.revisions)
        if (!page.more) return all
      }
    },
    branch: async (message) => (await ask<{ thread: Thread }>('thread:branch', { message })).thread,
    branches: async (thread) =>
      (await ask<{ branches: Branch[] }>('thread:branches', thread === undefined ? {} : { id: thread })).branches,
    follow: (branch, isOn) => ask(isOn ? 'thread:follow' : 'thread:unfollow', { id: branch }),
    pins: (thread, after) => ask('thread:pins', { id: thread, ...(after === undefined ? {} : { after }) }),
    search: (query, thread, after) =>
      ask('thread:search', {
        query,
        ...(thread === null ? {} : { id: thread }),
        ...(after === null ? {} : { after }),
      }),
    typing: (thread) => ask('thread:typing', { id: thread }),
    notify: (thread, level, muted) => ask('thread:notify', { id: thread, level, muted }),
    save: (message, isOn) => ask(isOn ? 'message:save' : 'message:unsave', { id: message }),
    saved: (after) => ask('message:saved', after === undefined ? {} : { after }),
    forward: async (message, thread, clientId) =>
      (await ask<{ message: Message }>('message:forward', { id: message, thread, clientId })).message,
    rename: (thread, name) => ask('thread:rename', { id: thread, name }),
    setTopic: (thread, topic) => ask('thread:topic', { id: thread, topic }),
    archive: (thread, isArchived) => ask(isArchived ? 'thread:archive' : 'thread:reopen', { id: thread }),
    join: (thread) => ask('thread:join', { id: thread }),
    leave: (thread) => ask('thread:leave', { id: thread }),
    invite: (thread, user) => ask('thread:invite', { id: thread, user }),
    removeMember: (thread, user) => ask('thread:remove', { id: thread, user }),
    setRole: (thread, user, role) => ask('thread:role', { id: thread, user, role }),
    members: async (thread, after, limit) =>
      (await ask<{ members: Member[] }>('thread:members', { id: thread, after, limit })).members,
    findUsers: async (name, limit, thread) => {
      const beside = thread === undefined ? {} : { thread }
      return (await ask<{ users: FoundUser[] }>('user:find', { query: name, limit, ...beside })).users
    },
    presence: async (users) => (await ask<{ people: PersonPresence[] }>('user:presence', { users })).people,
    read: (thread, offset) => ask('thread:read', { id: thread, offset }),
    unread: (thread, offset) => ask('thread:unread', { id: thread, offset }),
    publish: async (thread, text, clientId, { replyTo, isDraft = false, files = [] } = {}) => {
      const more = {
        ...(replyTo === undefined ? {} : { replyTo }),
        ...(isDraft ? { draft: true } : {}),
        ...(files.length === 0 ? {} : { files }),
      }
      return (await ask<{ message: Message }>('thread:publish', { id: thread, message: text, clientId, ...more }))
        .message
    },
    setDraft: (thread, text, at) => ask('draft:set', { thread, text, ...(at === undefined ? {} : { at }) }),
    drafts: async () => (await ask<{ drafts: Draft[] }>('draft:list', {})).drafts,
    edit: (message, text, clientId) => ask('message:edit', { id: message, text, clientId }),
    remove: (message, clientId) => ask('message:delete', { id: message, clientId }),
    react: (message, emoji, isOn, clientId) =>
      ask(isOn ? 'message:react' : 'message:unreact', { id: message, emoji, clientId }),
    pin: (message, isOn, clientId) => ask(isOn ? 'message:pin' : 'message:unpin', { id: message, clientId }),
  }
}
