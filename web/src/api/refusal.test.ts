import { expect, test } from 'vitest'
import description from '../../../docs/openapi.json?raw'
import { de } from '../language/de'
import { en } from '../language/en'
import { chooseLanguage } from '../language/speech'
import { inWords } from './refusal'

interface Description {
  readonly components: { schemas: { ProblemDetails: { properties: { reason: { enum: string[] } } } } }
}

test('every reason that the server gives has words in every language, and no other', () => {
  const { schemas } = (JSON.parse(description) as Description).components
  const reasons = schemas.ProblemDetails.properties.reason.enum.toSorted()
  for (const language of [en, de]) expect(Object.keys(language.refusals).sort()).toEqual(reasons)
})

test('a reason is told in the language of the person, with its number', async () => {
  const said = { code: 400, message: 'The text is longer than 12000 characters. [text_too_long limit=12000]' }
  expect(inWords(said)).toBe('It has more than 12,000 characters.')
  await chooseLanguage('de')
  expect(inWords(said)).toBe('Es hat mehr als 12.000 Zeichen.')
  expect(inWords({ code: 409, message: 'It is archived. [room_archived]' })).toBe(de.refusals.room_archived)
  expect(inWords({ code: 103, message: 'permission denied' })).toBe(de.problems.forbidden)
  await chooseLanguage(null)
})

test('what came too fast says so, also where only the code says it', () => {
  expect(inWords({ code: 111, message: 'Too fast. Try again in 3 seconds. [too_fast limit=3]' })).toBe(
    'That was too much at once. Try again in 3 seconds.',
  )
  expect(inWords({ code: 111, message: 'too many requests' })).toBe('That was too much at once. Try again in 1 second.')
})

test.each([
  ['It is full. [room_full limit=3]', 'It is full.'],
  ['Not now. [constructor]', 'Not now.'],
  ["field 'name' is missing", "field 'name' is missing"],
])('where the reason is unknown, or none is given, the server’s own words are shown: %s', (message, shown) => {
  expect(inWords({ code: 400, message })).toBe(shown)
})
