/** A message on its way. Thread and client id were fixed when Enter was pressed, and stay. */
export interface Outgoing {
  readonly clientId: string
  /** Who wrote it: another person on this browser must not send it. */
  readonly user: number
  readonly thread: number
  readonly text: string
  /** Milliseconds since 1970. */
  readonly writtenAt: number
  readonly state: 'waiting' | 'sending' | 'failed'
  /** Sends that got no answer since the last time somebody asked for it. */
  readonly attempts: number
  /** Why it failed, for the person who wrote it. */
  readonly reason?: string
}

/** Everything not yet confirmed, in the order of writing. */
export type Outbox = readonly Outgoing[]

export const maxAttempts = 3
const staleAfter = 24 * 60 * 60 * 1000

export function enqueue(outbox: Outbox, message: Omit<Outgoing, 'state' | 'attempts'>): Outbox {
  return [...outbox, { ...message, state: 'waiting', attempts: 0 }]
}

/** What may be sent now: the head of each thread's queue, unless it is on its way already or failed and holds back the rest. */
export function sendable(outbox: Outbox): Outbox {
  const seen = new Set<number>()
  return outbox.filter((message) => {
    const isHead = !seen.has(message.thread)
    seen.add(message.thread)
    return isHead && message.state === 'waiting'
  })
}

export function sending(outbox: Outbox, clientId: string): Outbox {
  return change(outbox, clientId, (message) => ({ ...message, state: 'sending' }))
}

/** The server has it, as its answer or its event says. Whichever comes second finds nothing to do. */
export function confirm(outbox: Outbox, clientId: string): Outbox {
  return outbox.some((message) => message.clientId === clientId)
    ? outbox.filter((message) => message.clientId !== clientId)
    : outbox
}

/** The connection went away under it. Nobody's fault; it goes out again with the next one. */
export function putBack(outbox: Outbox, clientId: string): Outbox {
  return change(outbox, clientId, (message) => ({ ...message, state: 'waiting' }))
}

/** The server did not answer, or said "not now". After a few times its writer decides. */
export function unanswered(outbox: Outbox, clientId: string, reason: string): Outbox {
  return change(outbox, clientId, (message) => {
    const attempts = message.attempts + 1
    return attempts < maxAttempts
      ? { ...message, state: 'waiting', attempts }
      : { ...message, state: 'failed', attempts, reason }
  })
}

export function refuse(outbox: Outbox, clientId: string, reason: string): Outbox {
  return change(outbox, clientId, (message) => ({ ...message, state: 'failed', reason }))
}

/** Sends it again under the same id, so that a first attempt that arrived after all is found and not repeated. */
export function retry(outbox: Outbox, clientId: string): Outbox {
  return change(outbox, clientId, (message) => {
    if (message.state !== 'failed') return message
    const { reason: _, ...rest } = message
    return { ...rest, state: 'waiting', attempts: 0 }
  })
}

export function discard(outbox: Outbox, clientId: string): Outbox {
  return outbox.filter((message) => message.clientId !== clientId || message.state !== 'failed')
}

/** What an earlier page left behind. What is older than a day asks before it goes out. */
export function restore(outbox: Outbox, left: Outbox, now: number): Outbox {
  const here = new Set(outbox.map((message) => message.clientId))
  const earlier = left
    .filter((message) => !here.has(message.clientId))
    .map((message): Outgoing => {
      if (message.state === 'failed') return message
      return now - message.writtenAt > staleAfter
        ? { ...message, state: 'failed', reason: 'Written over a day ago' }
        : { ...message, state: 'waiting' }
    })
  return [...earlier, ...outbox].sort((a, b) => (a.clientId < b.clientId ? -1 : 1))
}

function change(outbox: Outbox, clientId: string, edit: (message: Outgoing) => Outgoing): Outbox {
  return outbox.map((message) => (message.clientId === clientId ? edit(message) : message))
}
