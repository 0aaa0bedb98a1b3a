import { expect, test } from 'vitest'
import { seeded } from '../testing'
import { cover, holes, type Ranges } from './ranges'

test('stretches that touch become one', () => {
  const ranges = [
    { from: 1, to: 2 },
    { from: 5, to: 6 },
  ].reduce(cover, [])
  expect(cover(ranges, { from: 3, to: 4 })).toEqual([{ from: 1, to: 6 }])
})

test('an empty stretch adds nothing', () => {
  expect(cover([{ from: 4, to: 5 }], { from: 9, to: 8 })).toEqual([{ from: 4, to: 5 }])
})

test('nothing is missing before the first stretch, or where there is none', () => {
  expect(holes([{ from: 4, to: 5 }], 5)).toEqual([])
  expect(holes([], 7)).toEqual([])
})

test('covers and misses what sets would', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const pick = seeded(seed)
    let ranges: Ranges = []
    const set = new Set<number>()
    for (let i = 0; i < 12; i++) {
      const added = { from: 1 + pick(40), to: pick(46) }
      ranges = cover(ranges, added)
      for (const offset of numbers([added])) set.add(offset)
    }
    const top = 1 + pick(50)
    const missing = numbers([{ from: Math.min(...set), to: top }]).filter((offset) => !set.has(offset))
    expect(numbers(ranges), `seed ${seed}`).toEqual([...set].sort((a, b) => a - b))
    expect(numbers(holes(ranges, top)), `seed ${seed}`).toEqual(missing)
    expect(ranges.every((range, i) => i === 0 || range.from > (ranges[i - 1]?.to ?? 0) + 1)).toBe(true)
  }
})

function numbers(ranges: Ranges): number[] {
  return ranges.flatMap(({ from, to }) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i))
}
