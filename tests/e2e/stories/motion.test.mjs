import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before } from '../lib/deadline.mjs'
import { paste } from '../lib/hands.mjs'
import { picture } from '../lib/picture.mjs'
import { stage } from '../lib/story.mjs'

const story = stage()
const calm = { reducedMotion: 'reduce' }
const windmill = { name: 'windmill.gif', type: 'image/gif', bytes: moving(64, 48) }
const orchard = { name: 'orchard.png', type: 'image/png', bytes: picture(400, 300, 120) }

test('A4: where motion is to be reduced, a picture that moves stands still until it is played', async () => {
  const john = await story.inChat('john', calm)
  const bill = await story.inChat('bill')
  await john.createsRoom('mill')
  await bill.opens('mill')
  for (const { name, type, bytes } of [windmill, orchard]) {
    await john.composer.focus()
    await paste(john.page, name, type, bytes)
    await john.page.locator('.chip').getByText(name, { exact: true }).waitFor()
  }
  await stands(john, john.page.locator('.chip img').first())
  await john.composer.press('Enter')

  // Who sent it sees it still as well, and whoever has nothing against motion sees it move.
  const play = john.page.getByRole('button', { name: 'Play windmill.gif' })
  await play.waitFor()
  await stands(john, play.getByRole('img'))
  await bill.page.getByRole('button', { name: 'Open windmill.gif' }).waitFor()
  await moves(bill, bill.page.getByRole('img', { name: 'windmill.gif' }))
  await john.page.getByRole('button', { name: 'Open orchard.png' }).waitFor()
  await john.screenshot('motion-still')

  await play.click()
  const large = john.page.getByRole('dialog').getByRole('img')
  await moves(john, large)
  await john.page.getByRole('button', { name: 'Stop' }).click()
  await stands(john, large)
  await john.screenshot('motion-large')
  await john.page.getByRole('button', { name: 'Play', exact: true }).click()
  await moves(john, large)

  // What one comes by is not played.
  await john.page.keyboard.press('ArrowRight')
  await john.page.getByRole('dialog', { name: 'orchard.png' }).waitFor()
  assert.equal(await john.page.getByRole('button', { name: 'Play', exact: true }).count(), 0)
  await john.page.keyboard.press('ArrowLeft')
  await john.page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  await stands(john, large)
})

/** The browser's own drawing of one picture. */
function stands(person, image) {
  return shows(person, image, /^blob:/)
}

/** The file as it was sent. */
function moves(person, image) {
  return shows(person, image, /\.gif$/)
}

async function shows(person, image, address) {
  const shown = () => image.evaluate(({ src, complete, naturalWidth }) => (complete && naturalWidth > 0 ? src : ''))
  await before(
    20_000,
    async () => address.test(await shown()),
    async () => `${person.name} sees ${await shown()}`,
  )
}

/** A GIF of two pictures that come one after the other for ever. */
function moving(width, height) {
  const size = [width & 255, width >> 8, height & 255, height >> 8]
  const colours = [180, 80, 15, 47, 125, 79, 0, 0, 0, 0, 0, 0]
  const frame = (colour) => [
    0x21,
    0xf9,
    4,
    0,
    20,
    0,
    0,
    0,
    0x2c,
    0,
    0,
    0,
    0,
    ...size,
    0,
    2,
    ...dots(colour, width * height),
  ]
  const loop = [0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0'), 3, 1, 0, 0, 0]
  return Buffer.from([
    ...Buffer.from('GIF89a'),
    ...size,
    0x81,
    0,
    0,
    ...colours,
    ...loop,
    ...frame(0),
    ...frame(1),
    0x3b,
  ])
}

/** Codes of three bits; so that they stay as short, the list of what came before is emptied after every second dot. */
function dots(colour, count) {
  const clear = 4
  const end = 5
  const codes = [...Array.from({ length: count / 2 }, () => [clear, colour, colour]).flat(), end]
  const bits = codes.map((code) => code.toString(2).padStart(3, '0').split('').reverse().join('')).join('')
  const bytes = bits.match(/.{1,8}/g).map((byte) => Number.parseInt(byte.split('').reverse().join(''), 2))
  const parts = Array.from({ length: Math.ceil(bytes.length / 255) }, (_, at) => bytes.slice(at * 255, at * 255 + 255))
  return [...parts.flatMap((part) => [part.length, ...part]), 0]
}
