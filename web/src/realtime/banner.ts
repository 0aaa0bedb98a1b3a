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
): Notice | null {
  if (state === 'live') return isBehind ? { text: 'Catching up…', canRetry: false } : null
  if (state === 'ended' || isPatient) return null
  return isOnline
    ? { text: 'Connecting… Messages will be sent when you’re back.', canRetry: true }
    : { text: 'Offline. Messages will be sent when you’re back.', canRetry: true }
}
