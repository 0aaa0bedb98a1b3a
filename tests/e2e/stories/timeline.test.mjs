import assert from 'node:assert/strict'
import { test } from 'node:test'
import { becomes, before } from '../lib/deadline.mjs'
import { writesMany } from '../lib/many.mjs'
import { stage } from '../lib/story.mjs'
import { callsOf, Wire } from '../lib/wire.mjs'

const story = stage()
const count = 1_000
const mostDrawn = 400

test('T7: a thread of a thousand messages never has more than 400 in the page, from one end to the other', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('river')
  await writesMany(john, { count })
  await john.page.reload()
  await john.seesMessage(`line ${count}`)

  await john.page.evaluate(countWhatIsDrawn)
  await wheels(john, -1, () => john.messages.getByText('This is where river begins').isVisible())
  await wheels(john, 1, async () => (await john.message(`line ${count}\n`).count()) > 0 || (await sees(john, count)))
  const most = await john.page.evaluate(() => window.mostDrawn)
  console.log(`At most ${most} messages were in the page`)
  assert.ok(most > 100 && most <= mostDrawn, `${most} messages were in the page`)
})

test('T7: while the newest end is not shown, live messages go to the pill', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await bill.opens('river')
  await bill.seesMessage(`line ${count}`)
  await wheels(bill, -1, () => bill.messages.getByText('This is where river begins').isVisible())
  const drawn = await bill.messages.locator('[data-offset]').count()

  await john.opens('river')
  for (const text of ['Rain upstream', 'The bridge is closed']) await john.sendMessage(text)
  await bill.page.getByRole('button', { name: '2 new messages' }).waitFor()
  assert.equal(await bill.message('Rain upstream').count(), 0)
  assert.equal(await bill.messages.locator('[data-offset]').count(), drawn)
  await bill.screenshot('timeline-pill')
  await bill.page.getByRole('button', { name: '2 new messages' }).click()
  await bill.seesMessage('The bridge is closed')
  await comesToTheBottom(bill)
})

test('T2: the day of what is on the screen floats above it while one scrolls', async () => {
  const john = await story.inChat('john')
  await john.opens('river')
  await john.seesMessage('The bridge is closed')
  const day = john.page.locator('.floating').getByText('Today')
  await wheels(john, -1, () => day.isVisible())
  await john.screenshot('timeline-day')
  await john.page.locator('.floating').waitFor({ state: 'detached' })
})

test('T5: within 100 px of the bottom new messages keep one there', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await isAtTheEnd(person, 'The bridge is closed')
  await bill.page.evaluate(() => (document.querySelector('[role="log"]').scrollTop -= 60))
  await john.sendMessage('It is open again')
  await bill.seesMessage('It is open again')
  await comesToTheBottom(bill)
})

test('T5: whoever writes much at once stays at the newest message', async () => {
  const john = await story.inChat('john')
  await isAtTheEnd(john, `line ${count}`)
  const last = john.messages.locator('[data-offset]').last()
  for (let line = 1; line <= 12; line++) {
    await john.page.keyboard.type(`thought ${line}`)
    await john.page.keyboard.press('Shift+Enter')
  }
  await comesOnScreen(john, last)
  assert.equal(await john.page.getByRole('button', { name: 'Jump to latest' }).count(), 0)
  await john.composer.fill('')
})

test('T5, T6: what comes, changes or loads elsewhere does not move the line under the eye by 1 px', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await isAtTheEnd(person, 'It is open again')
  await john.sendMessage('To be edited')
  await john.seesMessageSent('To be edited')
  await bill.seesMessage('To be edited')
  await bill.page.evaluate(() => {
    const log = document.querySelector('[role="log"]')
    log.scrollTop -= 500
  })
  const pill = bill.page.getByRole('button', { name: /Jump to latest|new message/ })
  await pill.waitFor()

  const moved = []
  const holds = async (what, act) => {
    const was = await bill.page.evaluate(markTheEye)
    await act()
    const is = await bill.page.evaluate(afterAFrame)
    moved.push(`${what} ${Math.abs(is - was).toFixed(2)} px`)
    assert.ok(Math.abs(is - was) <= 1, `${what} moved the line by ${is - was} px`)
  }
  await holds('a new message', async () => {
    await john.sendMessage('One more')
    await bill.page.getByRole('button', { name: '1 new message' }).waitFor()
  })
  await holds('a picture of unknown size above', () => bill.page.evaluate(loadPictureAbove, 240))
  await holds('the same picture half as high', () => bill.page.evaluate(loadPictureAbove, 120))
  await holds('a picture below', () => bill.page.evaluate(loadPictureBelow, 240))
  await bill.page.evaluate(() => (document.querySelector('[role="log"]').scrollTop += 1e6))
  await pill.waitFor({ state: 'detached' })
  await john.sendMessage(Array.from({ length: 30 }, (_, at) => `verse ${at}`).join('\n\n'))
  await bill.seesMessage('verse 0')
  await comesToTheBottom(bill)
  await john.presses(john.message('To be edited'), 'Edit')
  await john.composer.fill(Array.from({ length: 12 }, (_, at) => `edited ${at}`).join('\n'))
  await bill.page.evaluate(() => (document.querySelector('[role="log"]').scrollTop -= 130))
  await pill.waitFor()
  await holds('an edit above', async () => {
    await john.composer.press('Enter')
    await bill.messages.getByText('edited 11').waitFor({ state: 'attached' })
  })
  console.log(`The line under the eye: ${moved.join(', ')}`)
})

test('T8: a link leads to its message, however far up, lights it up, and Back and Escape return', async () => {
  const john = await story.inChat('john')
  await john.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await john.opens('river')
  await john.seesMessage('One more')
  await wheels(john, -1, () => sees(john, 700))
  const link = new URL(await linkTo(john, 700)).hash

  const bill = await story.inChat('bill')
  await isAtTheEnd(bill, 'One more')
  const was = await bill.page.evaluate(whatIsOnTop)
  for (const goBack of [() => bill.page.goBack(), () => bill.page.keyboard.press('Escape')]) {
    await bill.page.evaluate((hash) => (location.hash = hash), link)
    await bill.seesLit('line 700')
    await comesOnScreen(bill, bill.message('line 700'))
    await bill.screenshot('timeline-jump')
    await bill.messages.locator('.lit').waitFor({ state: 'detached' })
    await goBack()
    await becomes('The line on top of what bill sees', () => bill.page.evaluate(whatIsOnTop), was)
  }

  const fresh = await story.inChat('bill')
  await fresh.page.goto('about:blank')
  await fresh.page.goto(`/${link}`)
  await fresh.seesLit('line 700')
})

test('K2: what was missed is offered as missing, and reading below it does not mark it as read', async () => {
  const john = await story.inChat('john')
  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  const reads = []
  wire.onSend = (frame) => {
    reads.push(...callsOf(frame, 'thread:read').map(({ rpc }) => rpc.data.offset))
    return false
  }
  await john.createsRoom('ferry')
  await john.sendMessage('The first crossing')
  await john.seesMessageSent('The first crossing')
  await bill.page.clock.install()
  await bill.signIn()
  await bill.opens('ferry')
  await bill.seesMessage('The first crossing')
  await before(
    10_000,
    () => reads.length > 0,
    () => 'Bill did not read the first message',
  )
  await wire.cut()
  await writesMany(john, { count: 400 })
  // As with a server that cannot go back that far.
  wire.rewrite = (frame) => frame.replaceAll('"recover":true', '"recover":false')
  wire.mend()
  await bill.messages.getByText('line 400', { exact: true }).waitFor({ state: 'attached' })
  await bill.page.getByRole('button', { name: /missed messages/ }).waitFor({ state: 'attached' })
  await bill.page.evaluate(() => (document.querySelector('[role="log"]').scrollTop = 1e6))
  await comesOnScreen(bill, bill.messages.locator('[data-offset]').last())
  await bill.page.clock.runFor(5_000)
  // What is said after it goes the same way.
  await bill.sendMessage('Is anything missing?')
  await bill.seesMessageSent('Is anything missing?')
  assert.equal(new Set(reads).size, 1, 'Nothing beyond the gap was read')
  await bill.screenshot('timeline-gap')
})

test('K2: what could not be loaded says so where it is missing, and is loaded when asked again', async () => {
  const john = await story.inChat('john')
  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  await john.createsRoom('lock')
  await john.sendMessage('The first boat')
  await john.seesMessageSent('The first boat')
  await bill.signIn()
  await bill.opens('lock')
  await bill.seesMessage('The first boat')
  await wire.cut()
  await writesMany(john, { count: 120 })
  wire.rewrite = (frame) => frame.replaceAll('"recover":true', '"recover":false')
  wire.onSend = refuse
  wire.mend()
  const banner = bill.page.getByRole('status').filter({ hasText: 'Not all messages could be loaded.' })
  await banner.waitFor()
  wire.onSend = () => false
  await banner.getByRole('button', { name: 'Retry now' }).click()
  await bill.messages.getByText('line 120', { exact: true }).waitFor({ state: 'attached' })
  await banner.waitFor({ state: 'detached' })

  const gap = bill.messages.locator('.gap')
  await gap.getByRole('button').evaluate((button) => button.scrollIntoView({ block: 'center' }))
  wire.onSend = refuse
  await gap.getByRole('button').click()
  await gap.getByText('They could not be loaded.').waitFor()
  assert.equal(await bill.messages.getByText('Earlier messages could not be loaded').count(), 0)
  await bill.screenshot('timeline-gap-failed')
  wire.onSend = () => false
  await gap.getByRole('button').click()
  await gap.waitFor({ state: 'detached' })
  await bill.messages.getByText('line 4', { exact: true }).waitFor({ state: 'attached' })
})

test('K2: what could not be loaded comes by itself when the server answers again', async () => {
  const john = await story.inChat('john')
  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  await john.createsRoom('weir')
  await john.sendMessage('The first flood')
  await john.seesMessageSent('The first flood')
  await bill.signIn()
  await bill.opens('weir')
  await bill.seesMessage('The first flood')
  await wire.cut()
  await writesMany(john, { count: 120 })
  wire.rewrite = (frame) => frame.replaceAll('"recover":true', '"recover":false')
  wire.onSend = beBusy
  wire.mend()
  const banner = bill.page.getByRole('status').filter({ hasText: 'Not all messages could be loaded.' })
  await banner.waitFor()
  wire.onSend = () => false
  await bill.messages.getByText('line 120', { exact: true }).waitFor({ state: 'attached' })
  await banner.waitFor({ state: 'detached' })

  const gap = bill.messages.locator('.gap')
  await gap.getByRole('button').evaluate((button) => button.scrollIntoView({ block: 'center' }))
  wire.onSend = beBusy
  await gap.getByRole('button').click()
  await gap.getByText('They could not be loaded.').waitFor()
  wire.onSend = () => false
  await gap.waitFor({ state: 'detached' })
  await bill.messages.getByText('line 4', { exact: true }).waitFor({ state: 'attached' })
})

/** As a server does that does not give it. */
function refuse(frame, page) {
  return answerHistory(frame, page, { code: 400, message: 'no' })
}

/** As a server does that is too busy to read. */
function beBusy(frame, page) {
  return answerHistory(frame, page, { code: 503, message: 'not now' })
}

function answerHistory(frame, page, error) {
  const asked = callsOf(frame, 'thread:history')
  for (const { id } of asked) page.send(JSON.stringify({ id, error }))
  return asked.length > 0
}

/** In the long room, with everything read. */
async function isAtTheEnd(person, last) {
  await person.opens('river')
  await person.messages.locator('[data-offset]').first().waitFor()
  await person.page.keyboard.press('Escape')
  await person.seesMessage(last)
}

/** Turns the wheel until `isThere`. */
async function wheels(person, direction, isThere) {
  await person.page.mouse.move(700, 400)
  await before(
    60_000,
    async () => {
      if (await isThere()) return true
      await person.page.mouse.wheel(0, direction * 1_800)
      return false
    },
    () => 'The wheel did not lead there',
  )
}

async function sees(person, line) {
  return (await person.messages.getByText(new RegExp(`^line ${line}(\\n|$)`)).count()) > 0
}

async function linkTo(person, line) {
  const message = person.messages
    .locator('[data-offset]')
    .filter({ hasText: `line ${line}` })
    .first()
  await person.presses(message, 'More')
  await person.page.getByRole('button', { name: 'Copy link' }).click()
  return person.copiedLink()
}

function comesToTheBottom(person) {
  const isThere = () => person.messages.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight <= 1)
  return before(0, isThere, () => `${person.name} is not at the bottom`)
}

function comesOnScreen(person, line) {
  const isThere = async () => {
    const [box, log] = [await line.boundingBox(), await person.messages.boundingBox()]
    return box !== null && box.y + box.height > log.y && box.y < log.y + log.height
  }
  return before(0, isThere, () => `"${line}" is not on the screen of ${person.name}`)
}

function countWhatIsDrawn() {
  window.mostDrawn = 0
  const count = () => {
    window.mostDrawn = Math.max(window.mostDrawn, document.querySelectorAll('[role="log"] [data-offset]').length)
  }
  new MutationObserver(count).observe(document.querySelector('[role="log"]'), { childList: true, subtree: true })
  count()
}

/** Marks the first line that begins on the screen, and says where it is. */
function markTheEye() {
  const edge = document.querySelector('[role="log"]').getBoundingClientRect().top
  const lines = [...document.querySelectorAll('[role="log"] [data-anchor]')]
  window.eye = lines.find((line) => line.getBoundingClientRect().top >= edge)
  return window.eye.getBoundingClientRect().top
}

async function afterAFrame() {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  return window.eye.getBoundingClientRect().top
}

/** What a picture does that comes in without a size: its message is suddenly higher. */
async function loadPictureAbove(height) {
  const lines = [...document.querySelectorAll('[role="log"] [data-anchor]')]
  const line = lines[lines.indexOf(window.eye) - 3]
  const picture =
    line.querySelector('canvas') ?? line.querySelector('.text').appendChild(document.createElement('canvas'))
  picture.height = height
}

async function loadPictureBelow(height) {
  const lines = [...document.querySelectorAll('[role="log"] [data-anchor]')]
  const picture = document.createElement('canvas')
  picture.height = height
  lines[lines.indexOf(window.eye) + 1].querySelector('.text').append(picture)
}

function whatIsOnTop() {
  const edge = document.querySelector('[role="log"]').getBoundingClientRect().top
  const lines = [...document.querySelectorAll('[role="log"] [data-anchor]')]
  return lines.find((line) => line.getBoundingClientRect().top >= edge)?.innerText
}
