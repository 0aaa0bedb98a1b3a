import { describe, expect, test } from 'vitest'
import { alice, bob, thread } from '../testing'
import { de } from '../language/de'
import { en } from '../language/en'
import { words } from '../language/words'
import { namedAt, suggestEmoji, suggestPeople, suggestRooms, wishAt, type People } from './completing'
import { findEmoji, isCalled, loadEmoji } from './emojiCatalog'
import { noteEmoji, recentEmoji } from './recentEmoji'

const cid = { id: 3, username: 'cid' }
const dot = { id: 4, username: 'dot' }
const eve = { id: 5, username: 'Eve' }

describe('C8: what is being named', () => {
  test.each([
    ['@', '@', ''],
    ['hello @bo', '@', 'bo'],
    ['(@bo', '@', 'bo'],
    ['#', '#', ''],
    ['see #des', '#', 'des'],
    [':ta', ':', 'ta'],
    ['well :+1', ':', '+1'],
  ])('%j names %s%s', (text, sign, word) => {
    expect(wishAt(text, text.length)).toEqual({ sign, word, from: text.length - word.length - 1, to: text.length })
  })

  test.each(['', 'mail@bob', ':t', 'at 10:30', 'note: this', 'a#b', '@bob ', '# heading'])(
    '%j names nothing',
    (text) => {
      expect(wishAt(text, text.length)).toBeNull()
    },
  )

  test('only what stands before the caret counts', () => {
    expect(wishAt('@bob and more', 3)).toMatchObject({ word: 'bo', from: 0, to: 3 })
  })

  test('a name between colons is closed', () => {
    expect(namedAt('so :tada:', 9)).toMatchObject({ word: 'tada', from: 3, to: 9 })
    expect(namedAt('10:30:', 6)).toBeNull()
  })
})

describe('C8: people', () => {
  const people: People = {
    recent: [cid, bob],
    found: [{ ...bob, member: true }, { ...dot, member: true }, eve, { ...alice, member: true }],
    me: alice,
    isPrivate: true,
    mayCallAll: true,
  }
  const labels = (word: string, fields: Partial<People> = {}) =>
    suggestPeople(word, { ...people, ...fields }).map(({ label, aside }) => (aside ? `${label} (${aside})` : label))

  test('in the room by recency, then the other members, then who is not in the room, then everyone', () => {
    expect(labels('')).toEqual(['cid', 'bob', 'dot', 'Eve (not in the room)', 'everyone (calls all who see this)'])
  })

  test('who has left is marked, whatever they wrote here', () => {
    expect(labels('', { found: [cid], mayCallAll: false })).toEqual(['bob', 'cid (not in the room)'])
  })

  test('whoever writes in a public room is in it', () => {
    expect(labels('c', { found: [cid], isPrivate: false })).toEqual(['cid'])
  })

  test('letters choose, and everyone comes first where it is meant', () => {
    expect(labels('e')).toEqual(['everyone (calls all who see this)', 'Eve (not in the room)'])
    expect(labels('e', { mayCallAll: false })).toEqual(['Eve (not in the room)'])
    expect(suggestPeople('bo', people)[0]?.insert).toBe('@bob ')
    expect(labels('ali')).toEqual([])
  })
})

test('C8: rooms become links to them', () => {
  const rooms = [
    thread(1, { name: 'old design' }),
    thread(2, { name: 'Design [new]', private: true }),
    thread(3, { name: 'design talk', direct: true }),
  ]
  expect(suggestRooms('des', rooms, 'https://chat.example')).toEqual([
    { key: 'r2', label: 'Design [new]', insert: '[#Design \\[new\\]](https://chat.example/#/t/2) ', aside: 'private' },
    { key: 'r1', label: 'old design', insert: '[#old design](https://chat.example/#/t/1) ' },
  ])
})

describe('C8: emoji', () => {
  test('are found by any of their names, the very name first', async () => {
    const kinds = await loadEmoji()
    const signs = (word: string, recent: readonly string[] = []) =>
      findEmoji(kinds, word, recent)
        .slice(0, 3)
        .map(({ sign }) => sign)
    expect(signs('tada')[0]).toBe('🎉')
    expect(signs('+1')).toEqual(['👍'])
    expect(signs('thumbs')).toContain('👎')
    expect(signs('rocket')[0]).toBe('🚀')
    expect(signs('germany')[0]).toBe('🇩🇪')
    expect(signs('zzzz')).toEqual([])
    expect(signs('hea')[0]).toBe('❤️')
    expect(signs('smil', ['😃'])[0]).toBe('😃')
  })

  test('have German names too, and are found by the words of both languages', async () => {
    Object.assign(words, de)
    const kinds = await loadEmoji('de-AT').finally(() => Object.assign(words, en))
    const first = (word: string) => findEmoji(kinds, word)[0]?.sign
    expect(first('Rakete')).toBe('🚀')
    expect(first('rocket')).toBe('🚀')
    expect(first('herz')).toBe('❤️')
    expect(first('fröhlich')).toBe(first('frohlich'))
    expect(first('deutschland')).toBe('🇩🇪')
    expect(findEmoji(kinds, 'lachen').map(({ sign }) => sign)).toContain('😂')
    expect(findEmoji(kinds, 'zzzz')).toEqual([])
    const all = kinds.flatMap(({ emoji }) => emoji)
    expect(all.filter(({ label }) => !label)).toEqual([])
    expect(all.filter((entry) => isCalled(entry, 'rakete')).map(({ sign }) => sign)).toEqual(['🚀'])
  })

  test('have no German names where English is spoken', async () => {
    const kinds = await loadEmoji('en-GB')
    expect(findEmoji(kinds, 'rakete')).toEqual([])
    expect(kinds.flatMap(({ emoji }) => emoji).filter(({ label }) => label !== undefined)).toEqual([])
  })

  test('every emoji has a name and is there once', async () => {
    const all = (await loadEmoji()).flatMap(({ emoji }) => emoji)
    expect(all.filter(({ names }) => names.length === 0)).toEqual([])
    expect(new Set(all.map(({ sign }) => sign)).size).toBe(all.length)
  })

  test('stand with a space after them', () => {
    expect(suggestEmoji([{ sign: '🎉', names: ['tada', 'party'] }])[0]).toMatchObject({
      label: ':tada:',
      insert: '🎉 ',
    })
    expect(suggestEmoji([{ sign: '🎉', names: ['tada'], label: 'Konfettibombe' }])[0]).toMatchObject({
      label: 'Konfettibombe',
      aside: ':tada:',
    })
  })

  test('what was chosen last stands first, each once', () => {
    localStorage.clear()
    for (const sign of ['🎉', '🚀', '🎉']) noteEmoji(sign)
    expect(recentEmoji()).toEqual(['🎉', '🚀'])
  })
})
