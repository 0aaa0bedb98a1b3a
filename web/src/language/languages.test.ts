import { expect, test, vi } from 'vitest'
import { loadEmoji } from '../messages/emojiCatalog'
import { emoji } from '../messages/emoji'
import { de } from './de'
import { en } from './en'
import { locale } from './locale'
import { chooseLanguage, speak, spoken } from './speech'
import { words } from './words'

test.each([
  [['de-CH', 'en'], { language: 'de', locale: 'de-CH' }],
  [['fr', 'de', 'en'], { language: 'de', locale: 'de' }],
  [['en-US', 'de'], { language: 'en', locale: 'en-US' }],
  [['fr-FR', 'it'], { language: 'en', locale: 'en' }],
])('of the languages %j the first that is spoken here is chosen', (wanted, chosen) => {
  expect(spoken(wanted)).toEqual(chosen)
})

test('who chooses a language hears it at once, and the next time', async () => {
  await chooseLanguage('de')
  expect(words.common.cancel).toBe('Abbrechen')
  expect(document.documentElement.lang).toBe('de')
  expect(document.documentElement.dir).toBe('ltr')
  expect(localStorage.getItem('loquat.language')).toBe('de')
  expect(document.cookie).toContain('loquat-language=de')
  await chooseLanguage(null)
  expect(words.common.cancel).toBe('Cancel')
  expect(localStorage.getItem('loquat.language')).toBeNull()
  expect(document.cookie).not.toMatch(/loquat-language=\w/)
})

test('without a choice the browser’s languages decide, and its region says how dates and numbers are written', async () => {
  const browser = vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['de-AT', 'en'])
  await speak()
  expect(words.branch.replies(1)).toBe('1 Antwort')
  expect(locale.value).toBe('de-AT')
  expect(words.messages.unread(12_345)).toBe(`${new Intl.NumberFormat('de-AT').format(12_345)} ungelesene Nachrichten`)
  browser.mockRestore()
  await speak()
})

test('numbers are counted by the rules of the language, lists joined by its word', () => {
  locale.value = 'en-GB'
  expect([0, 1, 2].map(en.branch.replies)).toEqual(['0 replies', '1 reply', '2 replies'])
  expect([0, 1, 2].map(de.branch.replies)).toEqual(['0 Antworten', '1 Antwort', '2 Antworten'])
  expect(en.composer.typing(['ann', 'ben'])).toBe('ann and ben are typing')
  expect(en.common.people(['ann', 'ben'], 2)).toBe('ann, ben and 2 more')
})

test('no language leaves a text as it is in another, or empty', () => {
  const same = pairs(en, de).filter(([, one, other]) => one === other || other === '')
  // What is the same in both: names of keys, of things, and what one cannot say otherwise.
  expect(same.map(([path]) => path)).toEqual([
    'direction',
    'keys.alt',
    'keys.enter',
    'keys.escape',
    'connection.online',
    'branches.inRoom',
    'saved.at',
    'create.name',
    'help.link',
    'emoji.label',
    'emoji.kinds.Smileys',
  ])
})

test('every kind of emoji, and each of the dozen, has a name in every language', async () => {
  const kinds = (await loadEmoji()).map(({ name }) => name)
  for (const language of [en, de]) {
    expect(Object.keys(language.emoji.kinds)).toEqual(kinds)
    expect(Object.keys(language.emoji.names)).toEqual([...emoji])
  }
})

test('German has its own quotes and a space before what is left out', () => {
  const texts = pairs(en, de).map(([, , text]) => text)
  expect(texts.filter((text) => /["”']|\p{L}…| …|--/u.test(text))).toEqual([])
})

/** The texts of two languages side by side, by their keys; what takes parameters is said with some. */
function pairs(one: object, other: object, path = ''): readonly (readonly [string, string, string])[] {
  return Object.entries(one).flatMap(([key, text]: [string, unknown]) => {
    const own = (other as Record<string, unknown>)[key]
    const here = path === '' ? key : `${path}.${key}`
    if (typeof text === 'object' && text !== null) return pairs(text, own as object, here)
    return [[here, said(text, here), said(own, here)] as const]
  })
}

function said(text: unknown, path: string): string {
  if (typeof text !== 'function') return String(text)
  const speak = text as (...parameters: unknown[]) => string
  if (path === 'common.people') return speak(['ann', 'ben'], 2)
  if (path === 'composer.typing') return speak(['ann'])
  return speak.length === 1 &&
    /^refusals|replies|mentions|more|tooMany|unread|marked|tooLong|load|newBelow|notSent/.test(path)
    ? speak(7)
    : speak('ann', 'ben', 'owner')
}
