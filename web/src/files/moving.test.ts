import { expect, test } from 'vitest'
import { isMoving } from './moving'

const text = (said: string) => Array.from(said, (sign) => sign.charCodeAt(0))
/** A picture of one dot, with two colours of its own or those of the file. */
const dot = (hasColours = false) => [
  ...[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, hasColours ? 0x80 : 0, ...(hasColours ? [0, 0, 0, 9, 9, 9] : [])],
  ...[2, 2, 0x44, 1, 0],
]
const gif = (...blocks: readonly (readonly number[])[]) =>
  Uint8Array.from([...text('GIF89a'), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, ...blocks.flat(), 0x3b])
const pause = [0x21, 0xf9, 4, 0, 5, 0, 0, 0]
const loop = [0x21, 0xff, 11, ...text('NETSCAPE2.0'), 3, 1, 0, 0, 0]
const chunk = (name: string, length = 0) => [0, 0, 0, length, ...text(name), ...Array<number>(length + 4).fill(0)]
const png = (...chunks: readonly (readonly number[])[]) =>
  Uint8Array.from([...text('\x89PNG\r\n\x1a\n'), ...chunks.flat()])
const webp = (...rest: readonly number[]) => Uint8Array.from([...text('RIFF'), 9, 0, 0, 0, ...text('WEBP'), ...rest])

test('A4: a picture moves when there is a second one in it', () => {
  expect(isMoving(gif(loop, pause, dot(), pause, dot()))).toBe(true)
  expect(isMoving(gif(dot(true), dot(true)))).toBe(true)
  expect(isMoving(gif(loop, pause, dot()))).toBe(false)
  expect(isMoving(png(chunk('IHDR', 13), chunk('acTL', 8), chunk('IDAT')))).toBe(true)
  expect(isMoving(png(chunk('IHDR', 13), chunk('IDAT'), chunk('acTL', 8)))).toBe(false)
  expect(isMoving(webp(...text('VP8X'), 10, 0, 0, 0, 0x02))).toBe(true)
  expect(isMoving(webp(...text('VP8X'), 10, 0, 0, 0, 0x10))).toBe(false)
  expect(isMoving(webp(...text('VP8 '), 10, 0, 0, 0, 0x02))).toBe(false)
})

test('what ends too early, or is no picture, does not move', () => {
  const whole = gif(loop, pause, dot(true))
  for (let length = 0; length < whole.length; length++) expect(isMoving(whole.slice(0, length))).toBe(false)
  expect(isMoving(png(chunk('IHDR', 13)))).toBe(false)
  expect(isMoving(webp(...text('VP8X')))).toBe(false)
  expect(isMoving(Uint8Array.from(text('GIF is how it begins')))).toBe(false)
})
