import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage()
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

test('a lively room, light and dark', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('release-3')
  await john.createsRoom('design')
  await talk(john, bill)
  await bill.screenshot('light')

  const dark = await story.inChat('bill', { colorScheme: 'dark' })
  await dark.opens('design')
  await dark.seesMessage('On the train it works')
  await dark.screenshot('dark')
  assert.ok((await brightness(dark)) < 60, 'The page follows the dark system')
})

test('colours that were chosen stay, whatever the system says', async () => {
  const john = await story.inChat('john', { colorScheme: 'dark' })
  await john.page.getByRole('button', { name: 'Colours follow the system' }).click()
  await john.page.getByRole('button', { name: 'Light colours' }).waitFor()
  assert.ok((await brightness(john)) > 200)
  await john.page.reload()
  await john.page.getByRole('button', { name: 'Light colours' }).waitFor()
  assert.ok((await brightness(john)) > 200)
})

test('on a phone there is one column, with a way back', async () => {
  const bill = await story.inChat('bill', phone)
  await bill.rooms.getByRole('link', { name: 'design' }).waitFor()
  await fits(bill)
  await bill.screenshot('phone-rooms')

  await bill.rooms.getByRole('link', { name: 'design' }).tap()
  await bill.seesMessage('On the train it works')
  await fits(bill)
  await bill.screenshot('phone')
  assert.equal(await bill.rooms.isVisible(), false)

  await bill.composer.fill('From the phone')
  await bill.page.getByRole('button', { name: 'Send' }).tap()
  await bill.seesMessageSent('From the phone')
  await bill.page.getByRole('link', { name: 'All rooms' }).tap()
  await bill.rooms.waitFor()

  const dark = await story.inChat('bill', { ...phone, colorScheme: 'dark' })
  await dark.rooms.getByRole('link', { name: 'design' }).tap()
  await dark.seesMessage('From the phone')
  await dark.screenshot('phone-dark')
})

test('A4: at 320 px nothing has to be scrolled sideways', async () => {
  const bill = await story.inChat('bill', { ...phone, viewport: { width: 320, height: 600 } })
  await fits(bill)
  await bill.rooms.getByRole('link', { name: 'design' }).tap()
  await bill.seesMessage('On the train it works')
  await fits(bill)
})

async function talk(john, bill) {
  await bill.opens('design')
  const lines = [
    [john, 'Morning! One question about recovery: does a client that slept for a week read the log or reload?'],
    [john, 'Asking because of https://example.org/log/recovery.'],
    [
      bill,
      'It reads the log up to the limit, then says so and reloads from the newest page. Never a hole without a mark.',
    ],
    [john, 'I put the phone layout behind a gesture. Could you try it with one hand?'],
    [bill, 'On the train it works'],
  ]
  for (const [person, text] of lines) {
    await person.sendMessage(text)
    await person.seesMessageSent(text)
    for (const other of [john, bill]) await other.seesMessage(text)
  }
}

async function fits(person) {
  const { wide, wanted } = await person.page.evaluate(() => ({
    wide: innerWidth,
    wanted: document.documentElement.scrollWidth,
  }))
  assert.ok(wanted <= wide, `The page wants ${wanted} px of ${wide}`)
}

function brightness(person) {
  return person.page.evaluate(() => {
    const [red, green, blue] = getComputedStyle(document.querySelector('main'))
      .backgroundColor.match(/\d+/g)
      .map(Number)
    return (red + green + blue) / 3
  })
}
