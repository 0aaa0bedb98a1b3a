import { onScopeDispose, watch, type Ref } from 'vue'
import { toRefusal } from '../api/refusal'
import { clientIds } from '../messages/clientId'
import type { Connection } from '../realtime/connection'
import { indexedBytes, type ByteStore } from './byteStore'
import { nameFor } from './files'
import { carry, takeBack, type Carry, type TakeBack } from './upload'
import * as queue from './uploads'
import { usePreviews } from './usePreviews'
import { draftsOf, type OpenUploader, type Uploader } from './useUploads'

const firstPause = 1_000

export const openUploader: OpenUploader = (connection, all) =>
  uploader(connection, all, indexedBytes(), carry, takeBack)

/** Takes what is in `all` to the server whenever there is a connection, wherever its owner looks meanwhile. */
export function uploader(
  connection: Pick<Connection, 'state' | 'bearer'>,
  all: Ref<queue.Uploads>,
  store: ByteStore,
  bring: Carry,
  giveBack: TakeBack,
): Uploader {
  const nextKey = clientIds(Date.now)
  const previews = usePreviews((key, picture) => (all.value = queue.seenAs(all.value, key, picture)))
  const bytes = new Map<string, Blob>()
  /** Those that this browser could not keep. */
  const unkept = new Set<string>()
  /** What the server knows an upload by, where it is not the first of its file. */
  const renewed = new Map<string, string>()
  const ends = new Map<string, AbortController>()
  const pauses = new Map<string, ReturnType<typeof setTimeout>>()

  const find = (key: string) => all.value.find((upload) => upload.key === key)
  const isConnected = () => connection.state.value === 'live' && navigator.onLine

  function pump(): void {
    if (!isConnected()) return
    for (const upload of queue.startable(all.value.filter(({ key }) => !pauses.has(key)))) void deliver(upload)
  }

  async function deliver({ key, thread, name, attempts }: queue.Upload): Promise<void> {
    all.value = queue.begun(all.value, key)
    const end = new AbortController()
    ends.set(key, end)
    const isOver = () => end.signal.aborted
    try {
      const content = await contentOf(key)
      const bearer = await connection.bearer()
      if (isOver()) return
      if (!content) all.value = queue.refused(all.value, key, 'lost')
      else if (bearer === null) all.value = queue.putBack(all.value, key)
      else {
        const parcel = { thread, name, bytes: content, key: renewed.get(key) ?? key }
        const file = await bring(parcel, bearer, (part) => (all.value = queue.cameTo(all.value, key, part)), end.signal)
        if (isOver()) void giveBack(file.id, bearer).catch(ignore)
        else all.value = queue.done(all.value, key, file)
      }
    } catch (error) {
      if (!isOver()) failed(key, error, attempts)
    } finally {
      if (ends.get(key) === end) ends.delete(key)
      if (connection.state.value === 'live') pump()
    }
  }

  function failed(key: string, error: unknown, attempts: number): void {
    const refusal = toRefusal(error)
    const { kind, code, message } = refusal
    if (kind === 'refused') all.value = queue.refused(all.value, key, { code, message })
    else if (kind === 'later') {
      pause(key, refusal.pause)
      all.value = queue.putBack(all.value, key)
    } else if (!isConnected()) all.value = queue.putBack(all.value, key)
    else {
      pause(key, firstPause * 2 ** attempts)
      all.value = queue.unanswered(all.value, key)
    }
  }

  function pause(key: string, duration: number): void {
    const timer = setTimeout(() => {
      pauses.delete(key)
      pump()
    }, duration)
    pauses.set(key, timer)
  }

  function goOn(key: string): void {
    clearTimeout(pauses.get(key))
    pauses.delete(key)
  }

  async function contentOf(key: string): Promise<Blob | null> {
    const known = bytes.get(key) ?? (await store.get(key))
    if (known && !bytes.has(key)) remember(key, known)
    return known
  }

  function remember(key: string, content: Blob): void {
    bytes.set(key, content)
    previews.look(key, content)
  }

  function drop(keys: readonly string[]): void {
    for (const key of keys) {
      ends.get(key)?.abort()
      goOn(key)
      bytes.delete(key)
      unkept.delete(key)
      renewed.delete(key)
    }
    all.value = queue.without(all.value, keys)
    void store.remove(keys)
  }

  async function giveBackAll(files: readonly number[]): Promise<void> {
    const bearer = files.length > 0 ? await connection.bearer() : null
    if (bearer !== null) for (const file of files) await giveBack(file, bearer).catch(ignore)
  }

  // Every way in which a connection comes back, also the one of which only the browser knows.
  watch(connection.state, pump)
  addEventListener('online', pump)
  addEventListener('beforeunload', warn)
  function warn(event: BeforeUnloadEvent): void {
    // What waits beside a message that is being written lives as long as the page.
    if (all.value.some(({ key, isDraft }) => isDraft || unkept.has(key))) event.preventDefault()
  }
  onScopeDispose(() => {
    removeEventListener('online', pump)
    removeEventListener('beforeunload', warn)
    for (const end of ends.values()) end.abort()
    for (const timer of pauses.values()) clearTimeout(timer)
  })

  return {
    addressOf: previews.addressOf,
    add(thread, chosen) {
      for (const file of chosen) {
        const key = nextKey()
        const { type, size } = file
        all.value = queue.added(all.value, { key, thread, name: nameFor(file.name), type, size, isDraft: true })
        remember(key, file)
      }
      pump()
    },
    remove(keys) {
      void giveBackAll(keys.flatMap((key) => find(key)?.file?.id ?? []))
      drop(keys)
      previews.forget(keys)
      pump()
    },
    retry(keys) {
      for (const key of keys) {
        const upload = find(key)
        goOn(key)
        if (upload?.state !== 'failed' && upload?.state !== 'done') continue
        // The server has thrown that one away, and would find it again by its name.
        if (upload.file) renewed.set(key, nextKey())
        all.value = queue.again(all.value, key)
      }
      pump()
    },
    sendOff(thread) {
      const going = draftsOf(all.value, thread)
      all.value = queue.sentOff(all.value, thread)
      for (const { key } of going) {
        const content = bytes.get(key)
        if (content) void store.put(key, content).then((isKept) => isKept || unkept.add(key))
      }
      return going.map(queue.attachment)
    },
    restore(thread, left, isMeant) {
      for (const { key, name, type, size, file } of left.filter(({ key }) => !find(key))) {
        all.value = queue.added(all.value, { key, thread, name, type, size, isDraft: false })
        if (file) all.value = queue.done(all.value, key, file)
        else if (!isMeant) all.value = queue.refused(all.value, key, 'unanswered')
        void contentOf(key)
      }
      pump()
    },
    arrived(attachments) {
      previews.keep(attachments)
      drop(attachments.map(({ key }) => key))
    },
  }
}

function ignore(): void {
  // The server throws away by itself what goes with no message.
}
