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
