/** Keeps the bytes of what goes with messages that are not sent yet, through reloads and crashes. */
export interface ByteStore {
  /** Whether they are kept: some private windows keep nothing. */
  put(key: string, bytes: Blob): Promise<boolean>
  get(key: string): Promise<Blob | null>
  remove(keys: readonly string[]): Promise<void>
}

// Not a part of the outbox's own database: to change that, every page of an older version would have to be closed first.
const database = 'loquat-files'
const table = 'bytes'

export function indexedBytes(factory: IDBFactory = indexedDB): ByteStore {
  let opened: Promise<IDBDatabase> | undefined

  async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    opened ??= open(factory)
    const transaction = (await opened).transaction(table, mode)
    const request = work(transaction.objectStore(table))
    transaction.commit()
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('The bytes could not be written'))
    })
    return request.result
  }

  return {
    put: (key, bytes) =>
      run('readwrite', (store) => store.put(bytes, key)).then(
        () => true,
        () => false,
      ),
    get: (key) =>
      run('readonly', (store) => store.get(key) as IDBRequest<Blob | undefined>).then(
        (bytes) => bytes ?? null,
        () => null,
      ),
    async remove(keys) {
      // What is not kept has not to be removed.
      for (const key of keys) await run('readwrite', (store) => store.delete(key)).catch(() => undefined)
    },
  }
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(database, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(table)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The browser keeps no database here'))
  })
}
