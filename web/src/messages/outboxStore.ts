import type { Outbox, Outgoing } from './outbox'
import { lockedPages, type Pages } from './pages'

/** Keeps what is not sent yet on this device, through reloads and crashes. */
export interface OutboxStore {
  /** Without what another page that is open is about to send itself. */
  all(): Promise<Outbox>
  /** Calls back when such a page was closed. */
  onLeft(listener: () => void): void
  put(message: Outgoing): Promise<void>
  remove(clientId: string): Promise<void>
}

const database = 'loquat'
const table = 'outbox'

/** Opens the browser's own database. Where there is none (some private windows), messages live as long as the page. */
export function indexedOutbox(
  factory: IDBFactory = indexedDB,
  // TypeScript does not know of pages without TLS.
  pages: Pages = lockedPages((navigator as Partial<Navigator>).locks),
): OutboxStore {
  let opened: Promise<IDBDatabase> | undefined

  const run = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    opened ??= open(factory)
    const transaction = (await opened).transaction(table, mode)
    const request = work(transaction.objectStore(table))
    // At once: a page that is closed before its browser does so by itself takes what it wrote with it.
    transaction.commit()
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('The outbox could not be written'))
    })
    return request.result
  }

  const watched = new Set<string>()
  let left: (() => void) | undefined
  function watch(page: string): void {
    if (watched.has(page)) return
    watched.add(page)
    void pages.gone(page).then(() => left?.())
  }

  return {
    onLeft: (listener) => (left = listener),
    async all() {
      try {
        const kept = await run('readonly', (store) => store.getAll() as IDBRequest<Kept[]>)
        const living = await pages.living()
        const isElsewhere = ({ page = '' }: Kept) => page !== pages.me && living.has(page)
        for (const { page = '' } of kept.filter(isElsewhere)) watch(page)
        return kept.filter((record) => !isElsewhere(record)).map(read)
      } catch {
        return []
      }
    },
    put: (message) => run('readwrite', (store) => store.put({ ...message, page: pages.me })).then(ignore, ignore),
    remove: (clientId) => run('readwrite', (store) => store.delete(clientId)).then(ignore, ignore),
  }
}

/** With the page that it was written in. Before there were other deeds, every record was a message. */
type Kept = (Outgoing | (Omit<Outgoing, 'deed'> & { readonly text: string })) & { readonly page?: string }

function read(kept: Kept): Outgoing {
  const { page: _, ...record } = kept
  if ('deed' in record) return record
  const { text, ...rest } = record
  return { ...rest, deed: { do: 'post', text } }
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(database, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(table, { keyPath: 'clientId' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The browser keeps no database here'))
  })
}

function ignore(): void {
  // What cannot be kept is still in memory.
}
