import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'
import { callsOf, Wire } from '../lib/wire.mjs'

const story = stage({ worker: true })
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

// A page that stays open somewhere goes on reading.
test('N1, N2, T3: what is unread is said in the list and in the title, and read on one device it is read on all', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  const tablet = await story.inChat('bill')
  await john.createsRoom('cellar')
  await john.createsRoom('market')
  for (const device of [bill, tablet]) await device.opens('First thread')

  await say(john, 'Forty jars of jam', 'The tablecloth is still there')
  await john.opens('cellar')
  await say(john, 'The shelf holds', '@bill, did you label the jars?', 'Never mind the lids')

  for (const device of [bill, tablet]) {
    await sign(device, 'cellar', '1 mention').waitFor()
    await sign(device, 'market', 'New messages').waitFor()
    await device.hasTitle('(1) First thread — Loquat')
  }
  await bill.screenshot('unread')

  await bill.opens('cellar')
  await bill.messages.getByText('New', { exact: true }).waitFor()
  await bill.screenshot('new-line')
  for (const device of [bill, tablet]) await sign(device, 'cellar', '1 mention').waitFor({ state: 'detached' })
  await tablet.hasTitle('• First thread — Loquat')
  await bill.messages.getByText('New', { exact: true }).waitFor()

  await bill.page.keyboard.press('Escape')
  await bill.messages.getByText('New', { exact: true }).waitFor({ state: 'detached' })
})

test('N2: nothing is read while nobody looks', async () => {
  const john = await story.inChat('john')
  const { bill, sent } = await watchedReader()
  const tablet = await story.inChat('bill')
  await john.opens('cellar')
  await bill.opens('cellar')
  await tablet.opens('market')
  await looksAway(bill)
  await say(john, 'Is anybody there?', 'One', 'Two', 'Three')
  await bill.seesMessage('Three')
  await sign(tablet, 'cellar', 'New messages').waitFor()
  await bill.hasTitle('• cellar — Loquat')
  await readsNothingMore(bill, sent)

  await looksBack(bill)
  await sign(tablet, 'cellar', 'New messages').waitFor({ state: 'detached' })
  await bill.messages.getByText('New', { exact: true }).waitFor()
})

test('T4: somebody who comes back to a lot starts where they left off', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await bill.opens('First thread')
  await john.opens('market')
  for (let i = 1; i <= 70; i++) await john.sendMessage(`Stall ${i} sells${' more'.repeat(i % 5)} fruit`)
  await john.seesMessageSent('Stall 70 sells fruit')

  await bill.opens('market')
  await bill.page.getByRole('button', { name: 'Jump to latest' }).waitFor()
  const line = bill.messages.getByText('New', { exact: true })
  await comesOnScreen(bill, line)
  await bill.screenshot('first-unread')
  await bill.page.getByRole('button', { name: 'Jump to latest' }).click()
  await bill.page.getByRole('button', { name: /unread messages/ }).click()
  await bill.page.getByRole('button', { name: /unread messages/ }).waitFor({ state: 'detached' })
  await comesOnScreen(bill, line)
})

test('T4: somebody who wants to starts at the newest, on this device', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await bill.opens('First thread')
  await bill.page.getByRole('button', { name: 'Settings' }).click()
  await bill.page.getByRole('radio', { name: /newest message, and the rest stays unread/ }).check()
  await bill.screenshot('choices')
  await bill.page.keyboard.press('Escape')
  await bill.page.reload()
  await bill.rooms.waitFor()
  await john.opens('market')
  for (let i = 1; i <= 40; i++) await john.sendMessage(`Basket ${i} holds${' more'.repeat(i % 5)} fruit`)
  await john.seesMessageSent('Basket 40 holds fruit')
  await sign(bill, 'market', 'New messages').waitFor()
  await bill.opens('market')
  await bill.page.getByRole('button', { name: /unread messages/ }).waitFor()
  await comesOnScreen(bill, bill.message('Basket 40 holds fruit'))
  await sign(bill, 'market', 'New messages').waitFor()
  await bill.page.keyboard.press('Escape')
  await sign(bill, 'market', 'New messages').waitFor({ state: 'detached' })
})

test('N4: what is marked as unread stays so while its room is open, on every device', async () => {
  const { bill, sent } = await watchedReader()
  const tablet = await story.inChat('bill')
  await tablet.opens('First thread')
  await bill.opens('cellar')
  await bill.presses(bill.message('Two'), 'More')
  await bill.page.getByRole('button', { name: 'Mark unread from here' }).click()
  // Also where it was done: nothing is on its way that a leap of the clock would overtake.
  for (const device of [bill, tablet]) await sign(device, 'cellar', 'New messages').waitFor()
  await readsNothingMore(bill, sent)
  await bill.screenshot('marked-unread')

  await bill.opens('First thread')
  await bill.opens('cellar')
  await sign(tablet, 'cellar', 'New messages').waitFor({ state: 'detached' })
})

test('in the dark and on a phone', async () => {
  const john = await story.inChat('john')
  const dark = await story.inChat('bill', { colorScheme: 'dark' })
  await dark.opens('First thread')
  await john.opens('cellar')
  await say(john, '@everyone, the jam is ready', 'Bring bread')
  await sign(dark, 'cellar', '1 mention').waitFor()
  const bill = await story.inChat('bill', phone)
  await sign(bill, 'cellar', '1 mention').waitFor()
  await bill.screenshot('unread-phone')
  await dark.opens('cellar')
  await dark.messages.getByText('New', { exact: true }).waitFor()
  await dark.screenshot('unread-dark')
})

/** Bill, with a clock that can be moved on, and what his page says to have read. */
async function watchedReader() {
  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  const sent = []
  wire.onSend = (frame) => {
    for (const method of ['thread:read', 'thread:typing']) sent.push(...callsOf(frame, method).map(() => method))
    return false
  }
  await bill.page.clock.install()
  await bill.signIn()
  return { bill, sent }
}

/** While time passes. What is typed after it is told after it, so that nothing is still on its way then. */
async function readsNothingMore(person, sent) {
  const reads = () => sent.filter((method) => method === 'thread:read').length
  const [were, said] = [reads(), sent.length]
  await person.page.clock.runFor(5_000)
  await person.composer.fill('Hm')
  await before(
    0,
    () => sent.slice(said).includes('thread:typing'),
    () => `${person.name} typed, and that was not told`,
  )
  assert.equal(reads(), were, 'Nothing more was read')
  await person.composer.fill('')
}

function sign(person, room, name) {
  return person.rooms.getByRole('link', { name: room }).getByRole('img', { name })
}

async function say(person, ...texts) {
  for (const text of texts) {
    await person.sendMessage(text)
    await person.seesMessageSent(text)
  }
}

/** Another window is in front. */
async function looksAway(person) {
  await person.page.evaluate(() => {
    document.hasFocus = () => false
    window.dispatchEvent(new Event('blur'))
  })
}

async function looksBack(person) {
  await person.page.evaluate(() => {
    document.hasFocus = () => true
    window.dispatchEvent(new Event('focus'))
  })
}

/** All of it. */
function comesOnScreen(person, line) {
  const isThere = async () => {
    const [box, log] = [await line.boundingBox(), await person.messages.boundingBox()]
    return box !== null && box.y >= log.y && box.y + box.height <= log.y + log.height
  }
  return before(0, isThere, () => `"${line}" is not on the screen of ${person.name}`)
}
