import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '..', 'src', 'styles', 'tokens.css'), 'utf8')
const [usual = '', contrast = ''] = css.split(":root[data-theme='contrast']")

test.each([
  ['light', usual, 0, 4.5],
  ['dark', usual, 1, 4.5],
  ['light with high contrast', contrast, 0, 7],
  ['dark with high contrast', contrast, 1, 7],
] as const)('A4: code can be read in every colour that it has, %s', (_, part, side, least) => {
  const colours = [...part.matchAll(/--(code-[a-z]+|ink): light-dark\((#\w+), (#\w+)\)/g)]
  expect(colours.length).toBe(10)
  const ground = new RegExp(`--sunken: light-dark\\((#\\w+), (#\\w+)\\)`).exec(part)
  const weak = colours.filter((colour) => ratio(colour[2 + side] ?? '', ground?.[1 + side] ?? '') < least)
  expect(weak.map(([, name]) => name)).toEqual([])
})

/** How WCAG measures the contrast of two colours. */
function ratio(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
