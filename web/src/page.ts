import type { InjectionKey } from 'vue'

/** What the server wrote into the page for us alone. */
export interface Page {
  /** Proves on the connection who is signed in. */
  readonly bearer: string
  /** Proves on a form that this page sent it. */
  readonly csrf: string
}

export const pageKey: InjectionKey<Page> = Symbol('page')

export function readPage(document: Document): Page {
  const read = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? ''
  return { bearer: read('x-bearer'), csrf: read('x-csrf') }
}

/**
 * The page as the server writes it for us now: the one that the browser kept for bad times knows nobody. Null when the server says that
 * we have to sign in.
 */
export async function fetchPage(): Promise<Page | null> {
  const answer = await fetch('/', { cache: 'no-store' })
  if (answer.redirected) return null
  return readPage(new DOMParser().parseFromString(await answer.text(), 'text/html'))
}
