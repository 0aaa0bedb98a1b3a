import assert from 'node:assert/strict'
import { test } from 'node:test'
import { becomes, before } from '../lib/deadline.mjs'
import { paste } from '../lib/hands.mjs'
import { picture } from '../lib/picture.mjs'
import { stage } from '../lib/story.mjs'
import { callsOf, Wire } from '../lib/wire.mjs'

const story = stage({ worker: true })
const rooms = ['apples', 'bees', 'cherries']
const hour = 3_600_000

test('S2, S3, S6: an hour offline with 20 messages in 3 threads and a reload: all arrive once, each in its thread, in order', async () => {
  const john = await story.inChat('john')
  for (const room of rooms) await john.createsRoom(room)

  const bill = await story.person('bill')
  await bill.page.clock.install()
  await bill.signIn()
  await bill.opens('apples')
  await isKept(bill, 'cherries')
  await bill.context.setOffline(true)
  const written = Object.fromEntries(rooms.map((room) => [room, []]))
  const writes = async (room, text) => {
    await bill.opens(room)
    await bill.sendMessage(text)
    await bill.seesMessage(text)
    written[room].push(text)
  }
  for (let i = 1; i <= 12; i++) await writes(rooms[i % 3], `Offline ${i}`)
  await bill.page.clock.runFor(hour / 2)
  await bill.seesText('Messages will be sent when you’re back')
  await bill.screenshot('offline-queue')

  await bill.page.reload()
  for (let i = 13; i <= 20; i++) await writes(rooms[i % 3], `Offline ${i}`)
  await bill.page.clock.runFor(hour / 2)
  await bill.context.setOffline(false)

  for (const room of rooms) {
    await john.opens(room)
    await john.seesMessageSent(written[room].at(-1))
    await becomes(`${room} has all of its own, once and in order`, () => john.texts(), written[room])
  }
})

test('S3: what waited for more than a day asks before it goes out', async () => {
  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  await bill.page.clock.install()
  await bill.signIn()
  await bill.opens('bees')
  await wire.cut()
  await bill.sendMessage('Written on Friday')
  await bill.seesMessage('Written on Friday')
  await bill.page.clock.fastForward(25 * hour)
  wire.mend()
  await bill.seesText('Written over a day ago')
  await bill.screenshot('asks-after-a-day')
  await bill.page.getByRole('button', { name: 'Retry', exact: true }).click()
  await bill.seesMessageSent('Written on Friday')
})

test('S3: two tabs send what each has written, once', async () => {
  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  const sent = []
  wire.onSend = (frame) => {
    sent.push(...callsOf(frame, 'thread:publish').map(({ rpc }) => rpc.data.message))
    return false
  }
  await bill.signIn()
  await bill.opens('cherries')
  const tab = await bill.context.newPage()
  await tab.goto(bill.page.url())
  const composer = tab.getByRole('textbox', { name: /^Message / })
  await composer.waitFor()
  await wire.cut()
  await bill.seesText('Not connected')
  await tab.getByText('Not connected').first().waitFor()
  await bill.sendMessage('From the first tab')
  await composer.fill('From the second tab')
  await composer.press('Enter')
  await tab.getByText('From the second tab').waitFor()
  wire.mend()
  for (const text of ['From the first tab', 'From the second tab']) {
    await bill.seesMessageSent(text)
    assert.equal(await bill.message(text).count(), 1)
  }
  assert.deepEqual(sent.toSorted(), ['From the first tab', 'From the second tab'])

  await wire.cut()
  await tab.getByText('Not connected').first().waitFor()
  await composer.fill('Left behind by the second tab')
  await composer.press('Enter')
  await tab.getByText('Left behind by the second tab').waitFor()
  await tab.close()
  wire.mend()
  await bill.seesMessageSent('Left behind by the second tab')
  await before(
    1_000,
    async () => (await bill.message('Left behind by the second tab').count()) === 1,
    () => 'It is there more than once',
  )
})

test('S2, K1: without a connection the page opens, shows what was read, takes messages, and goes on when there is one', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('apples')
  await john.sendMessage('The last words before the tunnel')
  await bill.seesMessage('The last words before the tunnel')
  await isKept(bill, 'The last words before the tunnel')
  await john.sendMessage('Heard in the tunnel only later') // may or may not be in the copy

  await bill.context.setOffline(true)
  await bill.page.reload()
  await bill.seesMessage('The last words before the tunnel')
  await bill.sendMessage('Written in the tunnel')
  await bill.seesMessage('Written in the tunnel')
  await bill.seesText('Messages will be sent when you’re back')
  await bill.screenshot('offline-reloaded')

  await bill.context.setOffline(false)
  await bill.seesMessageSent('Written in the tunnel')
  await bill.seesMessage('Heard in the tunnel only later')
  await john.seesMessage('Written in the tunnel')
  bill.hadNoTrouble()
})

test('C7, S2, S3: a picture that was added without a connection survives a reload and goes out in its place', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('apples')
  await john.sendMessage('Nothing after this is in the copy')
  await bill.seesMessage('Nothing after this is in the copy')
  await isKept(bill, 'Nothing after this is in the copy')

  await bill.context.setOffline(true)
  await bill.sendMessage('Before the picture')
  await bill.composer.focus()
  await paste(bill.page, 'tunnel.png', 'image/png', picture(640, 480))
  await bill.page.locator('.chip').getByText('tunnel.png').waitFor()
  await bill.composer.press('Enter')
  await bill.sendMessage('After the picture')
  await bill.page.getByRole('img', { name: 'tunnel.png' }).waitFor()
  await bill.screenshot('offline-picture')
  await before(
    0,
    () => bill.page.evaluate(hasKeptBytes),
    () => 'The picture is not kept on the device',
  )
  await bill.page.reload()
  await bill.page.getByRole('img', { name: 'tunnel.png' }).waitFor()
  await bill.context.setOffline(false)

  await john.seesMessage('After the picture')
  await john.page.getByRole('img', { name: 'tunnel.png' }).waitFor()
  const brought = await john.messages
    .locator('.message')
    .evaluateAll((lines) =>
      lines.map((line) => line.querySelector('img[alt]')?.alt ?? line.querySelector('.text')?.textContent.trim()),
    )
  assert.deepEqual(brought.slice(-3), ['Before the picture', 'tunnel.png', 'After the picture'])
})

test('K6: a new version is offered, never forced, and what was begun is there after it', async () => {
  const bill = await story.inChat('bill')
  await bill.page.evaluate(() => navigator.serviceWorker.ready)
  await bill.page.reload()
  await bill.opens('First thread')
  await bill.composer.fill('Half a sentence')
  await bill.page.evaluate(() => {
    window.isOld = true
    return navigator.serviceWorker.register('/worker.js?next')
  })
  const update = bill.page.getByRole('button', { name: 'Reload to update' })
  await update.waitFor()
  await bill.screenshot('new-version')
  assert.equal(await bill.page.evaluate(() => window.isOld), true)
  await Promise.all([bill.page.waitForEvent('load'), update.click()])
  assert.equal(await bill.page.evaluate(() => window.isOld), undefined)
  await bill.composer.waitFor()
  await bill.hasBegun('Half a sentence')
})

test('who signs out leaves nothing to read behind', async () => {
  const bill = await story.inChat('bill')
  await bill.opens('apples')
  await isKept(bill, 'Written in the tunnel')
  await bill.page.getByRole('button', { name: 'Log out' }).click()
  await bill.page.getByLabel('Password').waitFor()
  await before(
    0,
    async () => !(await bill.page.evaluate(whatIsKept)).includes('tunnel'),
    () => 'What was read is still there',
  )
})

async function isKept(person, text) {
  await person.page.evaluate(() => navigator.serviceWorker.ready)
  await before(
    15_000,
    async () => (await person.page.evaluate(whatIsKept)).includes(text),
    () => `"${text}" is not kept`,
  )
}

async function whatIsKept() {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await done(indexedDB.open('loquat-copy', 1))
  try {
    return JSON.stringify(await done(database.transaction('kept').objectStore('kept').getAll()))
  } catch {
    return ''
  } finally {
    database.close()
  }
}

async function hasKeptBytes() {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await done(indexedDB.open('loquat-files', 1))
  try {
    return (await done(database.transaction('bytes').objectStore('bytes').count())) > 0
  } finally {
    database.close()
  }
}
