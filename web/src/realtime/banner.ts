import { words } from '../language/words'
import type { ConnectionState } from './connection'

/** How long a gap may last before anybody is told. Most are over by then. */
export const patience = 5_000

export interface Notice {
  readonly text: string
  readonly canRetry: boolean
}

/** What the line above the conversation says, or null when there is nothing to say. */
export function notice(
  state: ConnectionState,
  isPatient: boolean,
  isOnline: boolean,
  isBehind: boolean,
  hasFailed = false,
): Notice | null {
  if (state === 'live' && hasFailed) return { text: words.connection.notLoaded, canRetry: true }
  if (state === 'live') return isBehind ? { text: words.connection.catchingUp, canRetry: false } : null
  if (state === 'ended' || isPatient) return null
  return isOnline
    ? { text: words.connection.connecting, canRetry: true }
    : { text: words.connection.offline, canRetry: true }
}
