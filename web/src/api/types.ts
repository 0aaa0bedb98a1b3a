/** What the server tells us, in its own words. */

export interface User {
  readonly id: number
  readonly username: string
}

export interface Message {
  readonly id: number
  readonly user: User
  readonly text: string
  /** The message's place in its thread's log. */
  readonly offset: number
  /** The id that its sender chose; null for messages that came in without one. */
  readonly clientId: string | null
  readonly createdAt: string
}

export interface Thread {
  readonly id: number
  readonly name: string
  readonly private: boolean
  /** The offset of the newest event in the thread's log. */
  readonly offset: number
  readonly lastMessageAt: string | null
}

/** A stretch of a thread's log, oldest first. */
export interface HistoryPage {
  readonly messages: readonly Message[]
  /** Whether the log holds messages older than this page. */
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
