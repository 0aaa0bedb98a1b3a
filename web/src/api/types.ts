/** What the server tells us, in its own words. */

export interface User {
  readonly id: number
  readonly username: string
}

/** Somebody whom the server found, perhaps among the members of the thread beside which they were looked for. */
export interface FoundUser extends User {
  readonly member?: boolean
}

/** What somebody may do on this server beyond talking. */
export type ServerRole = 'member' | 'administrator' | 'owner'

/** Whether somebody is here. */
export interface PersonPresence {
  readonly id: number
  readonly presence: 'online' | 'idle' | 'offline'
  /** Of whoever is not: when they last were, about to the minute. Absent if they never were. */
  readonly lastSeen?: string
}

/** What somebody is in a thread. A reader says nothing. */
export type Role = 'owner' | 'moderator' | 'member' | 'reader'

export interface Member {
  readonly user: User
  readonly role: Role
  readonly joinedAt: string
}

/** What a message answers. Its text is where it stands. */
export interface Quote {
  readonly id: number
  readonly offset: number
  readonly user: User
  /** How it begins, as far as a page has told. */
  readonly text?: string
  readonly deletedAt?: string
}

/** Where a forwarded message comes from; there for those who may see it there. */
export interface Origin {
  readonly id: number
  readonly thread: number
  readonly user: User
  readonly createdAt: string
}

/** How loud a thread is for me. */
export type Level = 'all' | 'mentions' | 'nothing'

/** An emoji below a message, with who put it there in the order in which they did. */
export interface Reaction {
  readonly emoji: string
  readonly users: readonly User[]
}

/** What a message says of the branch that starts from it. */
export interface BranchMark {
  /** The branch's, as a thread. */
  readonly id: number
  readonly replies: number
  readonly lastAt?: string
  /** The first few who took part. */
  readonly people: readonly User[]
}

/** Where a branch starts. */
export interface Parent {
  readonly thread: number
  readonly message: number
}

/** A file that came with a message. */
export interface MessageFile {
  readonly id: number
  readonly name: string
  /** As the server found it in the bytes: one of the pictures that it knows, else no more than that they are bytes. */
  readonly type: string
  readonly size: number
  /** Of a picture. */
  readonly width?: number
  readonly height?: number
}

export interface Message {
  readonly id: number
  readonly user: User
  /** Empty once it is deleted. */
  readonly text: string
  /** The message's place in its thread's log. It keeps it, whatever is changed. */
  readonly offset: number
  /** The id that its sender chose; absent for messages that came in without one. */
  readonly clientId?: string | null
  readonly createdAt: string
  readonly editedAt?: string
  /** How often it has been edited; absent for never. */
  readonly revision?: number
  readonly deletedAt?: string
  readonly pinnedAt?: string
  readonly replyTo?: Quote
  readonly branch?: BranchMark
  readonly origin?: Origin
  /** Whom it names; the id 0 stands for everyone. */
  readonly mentions?: readonly User[]
  readonly reactions?: readonly Reaction[]
  readonly files?: readonly MessageFile[]
}

export interface Thread {
  readonly id: number
  readonly name: string
  readonly private: boolean
  /** The offset of the newest event in the thread's log. */
  readonly offset: number
  readonly lastMessageAt: string | null
  /** What it is about; absent or empty for nothing in particular. */
  readonly topic?: string
  /** A conversation between some people, without ranks and without an end. */
  readonly direct?: boolean
  readonly archivedAt?: string
  /** Of a branch, which has no name of its own. */
  readonly parent?: Parent
}

/** How far I have read a thread, by my own word from any device, and what is left. */
export interface Reading {
  /** The last offset that I have seen. */
  readonly read: number
  /** Messages of others beyond that. */
  readonly unread: number
  /** How many of them call me. */
  readonly mentions: number
}

/** A thread as I find it in my list. */
export interface MyThread extends Thread, Reading {
  /** Absent while I am no member. */
  readonly role?: Role
  /** I run the server, and with it its public rooms: in this one I am an owner, whatever I am in it. */
  readonly isRun?: boolean
  /** Of a branch: I hear of what is said there. */
  readonly follows?: boolean
  /** Absent where I have not said. */
  readonly level?: Level
  /** It stays out of sight until somebody calls me there. */
  readonly muted?: boolean
  /** Of a direct conversation, with me. */
  readonly people?: readonly User[]
}

/** A branch with the message that it starts from. */
export interface Branch {
  readonly thread: MyThread
  readonly message: Message
}

/** A message that I want to find again. */
/** What a message said from then on. */
export interface Revision {
  readonly revision: number
  readonly text: string
  readonly createdAt: string
}

export interface Saved {
  readonly message: Message & { readonly thread: number }
  readonly savedAt: string
}

/** What I have begun to write in a thread; empty for nothing. */
export interface Draft {
  readonly threadId: number
  readonly text: string
  readonly updatedAt: string
}

/** What the server says of my reading, to all my devices. */
export interface ThreadRead {
  readonly threadId: number
  readonly offset: number
  readonly unread: number
  readonly mentions: number
}

/** What happened to a thread at a place of its log, as its channel carries it. */
export interface LogEvent {
  readonly offset: number
  readonly content: unknown
}

/** A stretch of a thread's log, oldest first. */
export interface HistoryPage {
  /** As they were when the page was read. */
  readonly messages: readonly Message[]
  /** What happened to the thread itself, between the messages. */
  readonly events?: readonly LogEvent[]
  /** Where the stretch begins that this page holds everything of. Pages that were kept before there was this begin with their first message. */
  readonly from?: number
  /** Whether the log holds something older than this page. */
  readonly more: boolean
  /** The newest offset of the log when the page was read. */
  readonly offset: number
  readonly epoch: string
}

/** Names one moment of one log. Positions of different epochs cannot be compared. */
export interface StreamPosition {
  readonly offset: number
  readonly epoch: string
}
