import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { before } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'
import { callsOf, Wire } from '../lib/wire.mjs'

const story = stage()
const rooms = ['apples', 'bees', 'cherries']
const hour = 3_600_000

afterEach(() => Promise.all(story.people.map((person) => person.context.close())))

test('S2, S3, S6: an hour offline with 20 messages in 3 threads and a reload: all arrive once, each in its thread, in order', async () => {
  const john = await story.inChat('john')
  for (const room of rooms) await john.createsRoom(room)

  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  await bill.page.clock.install()
  await bill.signIn()
  await bill.opens('apples')
  await wire.cut()
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
  wire.mend()
  await bill.rooms.waitFor()
  await wire.cut()
  for (let i = 13; i <= 20; i++) await writes(rooms[i % 3], `Offline ${i}`)
  await bill.page.clock.runFor(hour / 2)
  wire.mend()
  await bill.page.clock.runFor(60_000)

  for (const room of rooms) {
    await john.opens(room)
    await john.seesMessage(written[room].at(-1))
    assert.deepEqual(await john.texts(), written[room], `${room} has all of its own, once and in order`)
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
  await bill.page.clock.runFor(60_000)
  await bill.seesText('Written over a day ago')
  await bill.screenshot('asks-after-a-day')
  await bill.page.getByRole('button', { name: 'Retry' }).click()
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
