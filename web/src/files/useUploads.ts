import { getCurrentScope, shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import type { Connection } from '../realtime/connection'
import type { Attachment, Upload, Uploads } from './uploads'
import type { Previews } from './usePreviews'

/** What the browser hands over: a file, or a picture from the clipboard. */
export type Chosen = Blob & { readonly name: string }

/** What takes files to the server. */
export interface Uploader extends Pick<Previews, 'addressOf'> {
  add(thread: number, chosen: readonly Chosen[]): void
  /** Ends it, and takes back what the server has of it. */
  remove(keys: readonly string[]): void
  retry(keys: readonly string[]): void
  /** What waits beside what was written goes with it. Answers what that is. */
  sendOff(thread: number): readonly Attachment[]
  /** Goes on with what an earlier page began; `isMeant`: at once. */
  restore(thread: number, left: readonly Attachment[], isMeant: boolean): void
  /** A message has them. */
  arrived(attachments: readonly Attachment[]): void
}

export interface UploadsHandle extends Uploader {
  readonly all: Readonly<Ref<Uploads>>
  find(key: string): Upload | undefined
  /** What waits beside what is being written in a thread. */
  draftsOf(thread: number): Uploads
}

/** What waits beside what is being written in a thread. */
export function draftsOf(uploads: Uploads, thread: number): Uploads {
  return uploads.filter((upload) => upload.thread === thread && upload.isDraft)
}

type Connected = Pick<Connection, 'state' | 'bearer'>
export type OpenUploader = (connection: Connected, all: Ref<Uploads>) => Uploader

/** Files on their way. What takes them there comes after everything that is needed to read and write, with the first connection. */
export function useUploads(
  connection: Connected,
  load: () => Promise<OpenUploader> = async () => (await import('./uploader')).openUploader,
): UploadsHandle {
  const all = shallowRef<Uploads>([])
  const uploader = shallowRef<Uploader | null>(null)
  const scope = getCurrentScope()
  let loading: Promise<void> | null = null

  async function open(): Promise<void> {
    try {
      const opens = await load()
      if (scope?.active) uploader.value = scope.run(() => opens(connection, all)) ?? null
    } catch {
      // With the next connection, or when somebody has something for it.
      loading = null
    }
  }

  function work(act: (uploader: Uploader) => void): void {
    if (uploader.value) act(uploader.value)
    else void (loading ??= open()).then(() => uploader.value && act(uploader.value))
  }

  watch(connection.state, (state) => state === 'live' && work(() => undefined), { immediate: true })

  return {
    all: shallowReadonly(all),
    find: (key) => all.value.find((upload) => upload.key === key),
    draftsOf: (thread) => draftsOf(all.value, thread),
    addressOf: (of) => uploader.value?.addressOf(of) ?? null,
    sendOff: (thread) => uploader.value?.sendOff(thread) ?? [],
    add: (thread, chosen) => work(({ add }) => add(thread, chosen)),
    remove: (keys) => work(({ remove }) => remove(keys)),
    retry: (keys) => work(({ retry }) => retry(keys)),
    restore(thread, left, isMeant) {
      if (left.length > 0) work(({ restore }) => restore(thread, left, isMeant))
    },
    arrived(attachments) {
      if (attachments.length > 0) work(({ arrived }) => arrived(attachments))
    },
  }
}
