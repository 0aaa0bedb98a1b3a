import { shallowReadonly, shallowRef } from 'vue'
import { tellServer } from '../cookie'
import { en, type Words } from './en'
import { locale } from './locale'
import { words } from './words'

export type Language = 'en' | 'de'

/** The languages by their own names, so that everybody finds theirs. */
export const languages: readonly (readonly [Language, string])[] = [
  ['en', 'English'],
  ['de', 'Deutsch'],
]

const load: Record<Language, () => Promise<Words>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('./de')).de,
}

const key = 'loquat.language'
const chosen = shallowRef<Language | null>(known(localStorage.getItem(key)))

/** The language that was chosen on this device; null for the browser's. */
export const chosenLanguage = shallowReadonly(chosen)

/** The first of the wanted languages that is spoken here, with the region in whose manner it is wanted; else English. */
export function spoken(wanted: readonly string[]): { language: Language; locale: string } {
  for (const tag of wanted) {
    const language = known(tag.split('-')[0]?.toLowerCase())
    if (language) return { language, locale: tag }
  }
  return { language: 'en', locale: 'en' }
}

/** Speaks the language that was chosen on this device, or else the first of the browser's that is known. */
export async function speak(): Promise<void> {
  const mine = chosen.value
  tellServer('loquat-language', mine)
  // A region that the browser names for the chosen language holds for it, too.
  const wanted = mine ? [...navigator.languages.filter((tag) => tag.split('-')[0] === mine), mine] : navigator.languages
  const to = spoken(wanted)
  // Without a connection there may be no file; then English has to do.
  const found = await load[to.language]().catch(() => null)
  // Somebody may have chosen again meanwhile.
  if (mine !== chosen.value) return
  Object.assign(words, found ?? en)
  locale.value = found ? to.locale : 'en'
  document.documentElement.lang = locale.value
  document.documentElement.dir = words.direction
}

export async function chooseLanguage(language: Language | null): Promise<void> {
  chosen.value = language
  if (language) localStorage.setItem(key, language)
  else localStorage.removeItem(key)
  await speak()
}

/** The language of a page that is written in the manner of this locale. */
export function languageOf(tag: string): Language {
  return known(tag.split('-')[0]?.toLowerCase()) ?? 'en'
}

function known(name: string | null | undefined): Language | null {
  return languages.find(([language]) => language === name)?.[0] ?? null
}
