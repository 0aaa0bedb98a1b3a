import { afterEach, expect, test } from 'vitest'
import { locale, sizeInWords } from '../language/locale'
import { boxOf, filesInWords, isPicture, judgeFiles, nameFor, tileOf } from './files'

afterEach(() => void (locale.value = 'en-GB'))

const file = (name: string, size = 10) => ({ name, size })

test('C7: what is too large is left out, and by how much is said', () => {
  const film = file('film.mov', 61_200_000)
  const { taken, problems } = judgeFiles([file('a.txt'), film], 0, 50_000_000)
  expect(taken.map(({ name }) => name)).toEqual(['a.txt'])
  expect(problems).toEqual(['film.mov is 11 MB too large: at most 50 MB go in one file.'])
})

test('C7: a message takes ten files; how many are left out is said', () => {
  const many = Array.from({ length: 5 }, (_, at) => file(`${at}.txt`))
  expect(judgeFiles(many, 5, 100)).toEqual({ taken: many, problems: [] })
  const { taken, problems } = judgeFiles(many, 8, 100)
  expect(taken.map(({ name }) => name)).toEqual(['0.txt', '1.txt'])
  expect(problems).toEqual(['At most 10 files go with a message: 3 are left out.'])
  expect(judgeFiles(many, 12, 100).taken).toEqual([])
})

test('C7: sizes are written in the manner of the reader', () => {
  expect([0, 1, 999, 48_213, 1_500_000].map(sizeInWords)).toEqual(['0 bytes', '1 byte', '999 bytes', '48 kB', '1.5 MB'])
  locale.value = 'de-DE'
  expect(sizeInWords(1_500_000)).toBe('1,5 MB')
})

test('a name goes to the server on one line, and never without its end', () => {
  expect(nameFor('plan.png')).toBe('plan.png')
  expect(nameFor('two\nlines\u0007.png')).toBe('two lines .png')
  expect(nameFor('\u0000')).toBe('file')
  expect(nameFor('..')).toBe('file')
  expect(nameFor('gnp.\u202eexe')).toBe('gnp. exe')
  const long = nameFor(`${'🌳'.repeat(200)}.png`)
  expect(long.length).toBeLessThanOrEqual(255)
  expect(long).toMatch(/\.png$/)
  expect(() => encodeURIComponent(long)).not.toThrow()
})

test('T6: the room for a picture is known before it comes, and has its shape', () => {
  expect(boxOf({ width: 800, height: 600 })).toEqual({ width: 360, height: 270 })
  expect(boxOf({ width: 600, height: 3_200 })).toEqual({ width: 60, height: 320 })
  expect(boxOf({ width: 40, height: 30 })).toEqual({ width: 40, height: 30 })
  expect(boxOf({ width: 5_000, height: 2 })).toEqual({ width: 360, height: 1 })
})

test('only what the server found to be a picture, with a size, is one', () => {
  const picture = { type: 'image/png', width: 8, height: 6 }
  expect(isPicture(picture)).toBe(true)
  expect(isPicture({ ...picture, type: 'image/svg+xml' })).toBe(false)
  expect(isPicture({ type: 'image/png' })).toBe(false)
})

test('A1: where there is no room for files they are named', () => {
  const picture = { name: 'plan.png', type: 'image/png', width: 8, height: 6 }
  const text = { name: 'notes.txt', type: 'application/octet-stream' }
  expect(filesInWords([picture])).toBe('a picture')
  expect(filesInWords([picture, picture, text])).toBe('2 pictures and notes.txt')
})

test('several pictures are as high as each other, and only what is too large or too long for that loses its ends', () => {
  expect(tileOf({ width: 1200, height: 800 })).toEqual({ ratio: 1.5, isWhole: false })
  expect(tileOf({ width: 1600, height: 300 })).toEqual({ ratio: 1.5, isWhole: false })
  expect(tileOf({ width: 500, height: 1100 })).toEqual({ ratio: 0.75, isWhole: false })
  expect(tileOf({ width: 60, height: 60 })).toEqual({ ratio: 1, isWhole: true })
})
