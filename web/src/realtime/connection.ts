import { Centrifuge, State } from 'centrifuge'
import { shallowReadonly, shallowRef, type Ref } from 'vue'
import type { Call } from '../api/client'
import { toRefusal } from '../api/refusal'
import type { ServerRole, StreamPosition, User } from '../api/types'

/** What a feature hears of its channels. */
export interface Listener {
  /**
   * We follow the channel from `position` on. What was missed before it comes as publications right after this call, or not
   * at all: whoever keeps a log compares the position with what it has.
   */
  followed?(channel: string, position: StreamPosition): void
  published?(channel: string, offset: number, data: unknown): void
}

/** `ended`: the session is over, and only signing in again helps. */
export type ConnectionState = 'connecting' | 'live' | 'ended'

export interface Connection {
  readonly state: Readonly<Ref<ConnectionState>>
  /** Who we are, from the first connect on. */
  readonly me: Readonly<Ref<User | null>>
  /** What we may do on this server, once it has said so. */
  readonly role: Readonly<Ref<ServerRole>>
  /** The most characters that the server takes in one message. */
  readonly messageLength: Readonly<Ref<number>>
  /** The most bytes that the server takes in one file; 0 where it takes none. */
  readonly fileBytes: Readonly<Ref<number>>
  /** Calls the server; rejects with a `Refusal`. */
  readonly call: Call
  /** Proves who we are where something does not go over the connection; null when the session is over. */
  bearer(): Promise<string | null>
  listen(listener: Listener): () => void
  /** Follows a channel that nobody follows for us. What comes is told to the listeners. Answers how to stop. */
  follow(channel: string): () => void
  /** Nobody touches this device, or somebody does again. Connections to come say so by themselves. */
  rest(isIdle: boolean): void
  /** Who we were when we were last here, until the server says. */
  assume(user: User): void
  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void
}

interface ConnectAnswer {
  readonly user: User
  readonly role: ServerRole
  readonly limits: { readonly messageLength: number; readonly fileBytes?: number }
}

/**
 * Connects, and stays connected until the session ends. Messages missed in between are recovered by position. `bearer` proves who we are;
 * null when we have to sign in.
 */
export function openConnection(endpoint: string, bearer: () => Promise<string | null>): Connection {
  const state = shallowRef<ConnectionState>('connecting')
  const me = shallowRef<User | null>(null)
  const role = shallowRef<ServerRole>('member')
  const messageLength = shallowRef(Infinity)
  const fileBytes = shallowRef(Infinity)
  const listeners = new Set<Listener>()

  let isIdle = false

  const client = new Centrifuge(endpoint, {
    getData: async () => {
      const authToken = await bearer()
      if (authToken === null) client.disconnect()
      return { authToken, threads: true, ...(isIdle ? { idle: true } : {}) }
    },
    name: 'loquat-web',
    // Each pause is drawn from all up to its limit, so that not everybody comes back at once.
    minReconnectDelay: 1_000,
    maxReconnectDelay: 30_000,
    maxServerPingDelay: 5_000,
  })

  // A retry by hand passes through "disconnected" on its way to "connecting".
  let isRetrying = false

  client.on('connecting', () => (state.value = 'connecting'))
  client.on('connected', ({ data }) => {
    const answer = data as ConnectAnswer
    me.value = answer.user
    role.value = answer.role
    messageLength.value = answer.limits.messageLength
    fileBytes.value = answer.limits.fileBytes ?? 0
    state.value = 'live'
  })
  client.on('disconnected', () => {
    if (!isRetrying) state.value = 'ended'
  })
  client.on('subscribed', ({ channel, streamPosition }) => {
    if (!streamPosition) return
    for (const listener of listeners) listener.followed?.(channel, streamPosition)
  })
  client.on('publication', ({ channel, offset, data }) => {
    for (const listener of listeners) listener.published?.(channel, offset ?? 0, data)
  })
  client.connect()

  function follow(channel: string): () => void {
    // What is followed already is told already, and stays.
    if (client.getSubscription(channel)) return () => undefined
    const subscription = client.newSubscription(channel)
    const stop = () => {
      subscription.removeAllListeners()
      subscription.unsubscribe()
      client.removeSubscription(subscription)
    }
    subscription.on('subscribed', ({ streamPosition }) => {
      if (!streamPosition) return
      for (const listener of listeners) listener.followed?.(channel, streamPosition)
    })
    subscription.on('publication', ({ offset, data }) => {
      for (const listener of listeners) listener.published?.(channel, offset ?? 0, data)
    })
    // The server follows it for us already: then it tells us as it tells of everything.
    subscription.on('unsubscribed', stop)
    subscription.subscribe()
    return stop
  }

  async function call(method: string, data: object): Promise<unknown> {
    try {
      const reply = await client.rpc(method, { ...data, authToken: await bearer() })
      return reply.data as unknown
    } catch (error) {
      const refusal = toRefusal(error)
      if (refusal.kind === 'unauthorized') client.disconnect()
      throw refusal
    }
  }

  return {
    follow,
    state: shallowReadonly(state),
    me: shallowReadonly(me),
    role: shallowReadonly(role),
    messageLength: shallowReadonly(messageLength),
    fileBytes: shallowReadonly(fileBytes),
    call,
    bearer,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    rest(idle) {
      isIdle = idle
      // Whoever does not hear it now hears it with the next connection.
      if (state.value === 'live') call('user:idle', { idle }).catch(() => undefined)
    },
    assume: (user) => (me.value ??= user),
    retryNow() {
      if (client.state !== State.Connecting) return
      isRetrying = true
      client.disconnect()
      isRetrying = false
      client.connect()
    },
  }
}
