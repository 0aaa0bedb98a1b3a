/** What of the conversations this browser keeps, to be read without a connection. Where it keeps nothing, there is nothing. */
export interface Copy {
  read(key: string): Promise<unknown>
  /** Everything under keys that begin so. */
  readAll(prefix: string): Promise<readonly unknown[]>
  write(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<void>
  clear(): Promise<void>
}

const name = 'loquat-copy'
const table = 'kept'

export function indexedCopy(factory: IDBFactory = indexedDB): Copy {
  let opened: Promise<IDBDatabase> | undefined

  async function run<T>(
    mode: IDBTransactionMode,
    otherwise: T,
    work: (kept: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    try {
      opened ??= open(factory)
      const transaction = (await opened).transaction(table, mode)
      const request = work(transaction.objectStore(table))
      // At once: whoever signs out leaves the page in the same moment.
      transaction.commit()
      return await done(request)
    } catch {
      // A browser that keeps nothing shows everything while it is connected.
      return otherwise
    }
  }

  const change = async (work: (kept: IDBObjectStore) => IDBRequest): Promise<void> => {
    await run<unknown>('readwrite', undefined, (kept) => work(kept) as IDBRequest<unknown>)
  }

  return {
    read: (key) => run<unknown>('readonly', undefined, (kept) => kept.get(key)),
    readAll: (prefix) =>
      run<unknown[]>('readonly', [], (kept) => kept.getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`))),
    write: (key, value) => change((kept) => kept.put(value, key)),
    remove: (key) => change((kept) => kept.delete(key)),
    clear: () => change((kept) => kept.clear()),
  }
}

async function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(table)
  return done(request)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The browser keeps no database here'))
  })
}
