import assert from 'node:assert/strict'
import { test } from 'node:test'
import { becomes, before } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'

// What only shows after weeks: long lists, long names, many versions.
const story = stage({ worker: true })
const patience = 20_000

test('N6: with more rooms than the list can show, the page stands still and the list follows the keys', async () => {
  const john = await story.inChat('john')
  for (let room = 10; room < 32; room++) await john.createsRoom(`room-${room}`, { isPrivate: true })
  await john.opens('room-10')
  for (let line = 1; line <= 3; line++) await john.sendMessage(`Line ${line}`)
  await john.seesMessageSent('Line 3')
  const offset = await john.message('Line 1').getAttribute('data-offset')
  await john.page.goto(`${john.page.url()}/${offset}`)
  await john.page.reload()
  await john.seesLit('Line 1')
  await standsStill(john)

  for (let room = 11; room < 32; room++) {
    await john.page.keyboard.press('Alt+ArrowDown')
    await john.page.getByRole('heading', { name: `room-${room}`, level: 1 }).waitFor()
  }
  await before(
    patience,
    () => isInSight(john, 'room-31'),
    () => 'The room that is open is not to be seen in the list',
  )
  await standsStill(john)
})

test('N1: what is new where the list is scrolled out of sight is said, and a press leads there', async () => {
  const john = await story.inChat('john')
  await john.opens('room-31')
  const bill = await story.inChat('bill')
  await bill.opens('First thread')
  await bill.createsRoom('aardvarks')
  await bill.sendMessage('They are here')
  await bill.seesMessageSent('They are here')
  const list = john.page.locator('.lists')
  await john.rooms.getByRole('link', { name: 'aardvarks' }).waitFor({ state: 'attached' })
  await list.evaluate((box) => (box.scrollTop = 0))
  await john.page.getByRole('button', { name: 'Unread below' }).click()
  await before(
    patience,
    () => isInSight(john, 'aardvarks'),
    () => 'The room with news is not to be seen',
  )
  await john.page.getByRole('button', { name: 'Unread below' }).waitFor({ state: 'detached' })
  assert.ok(await john.page.getByRole('button', { name: 'New room' }).isVisible())
})

test('what is pasted with the mouse closes the list of names', async () => {
  const john = await story.inChat('john')
  await john.opens('First thread')
  await john.composer.pressSequentially('#')
  await john.page.getByRole('listbox', { name: 'Suggestions' }).waitFor()
  // As the menu of the mouse does: without any key.
  await john.page.evaluate(() => {
    document.execCommand('insertText', false, ' and then some more')
  })
  await john.page.getByRole('listbox', { name: 'Suggestions' }).waitFor({ state: 'detached' })
  await john.composer.fill('')
})

test('a long text has the whole width, and a long name keeps the composer at one line', async () => {
  const john = await story.inChat('john')
  const name = 'a room about which somebody has thought for much too long '.repeat(2).trim()
  await john.createsRoom(name)
  let low
  await before(
    patience,
    async () => (low = await heightOf(john)) < 70,
    () => `The empty composer is ${low} px high`,
  )
  await john.composer.fill('word '.repeat(60))
  const [field, box] = await Promise.all([
    john.composer.boundingBox(),
    john.page.locator('form.compose .box').boundingBox(),
  ])
  assert.ok(field.width > box.width - 40, `The text has ${field.width} px of ${box.width}`)
  await john.composer.fill('')
  await becomes('The height of the composer that was emptied', () => heightOf(john), low)
})

test('T11: whoever asks sees what an edited message said before', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('versions')
  await bill.opens('versions')
  await john.sendMessage('Plums at **six**')
  await john.seesMessageSent('Plums at six')
  await john.composer.press('ArrowUp')
  await john.composer.fill('Plums at seven')
  await john.composer.press('Enter')
  await bill.seesMessage('Plums at seven')
  await bill.page.getByRole('button', { name: 'edited' }).click()
  const versions = bill.page.getByRole('dialog', { name: 'Versions of the message' }).getByRole('listitem')
  await versions.nth(1).waitFor()
  const texts = await versions.locator('.text').allInnerTexts()
  assert.deepEqual(texts, ['Plums at seven', 'Plums at six'])
  await bill.screenshot('versions')
})

test('what quotes a message has its words without signs, and hides what it hides', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('quotes')
  await john.sendMessage('It was the **butler**, ||with the ladder||')
  await john.seesText('It was the')
  const line = john.messages.getByRole('listitem').filter({ hasText: 'butler' })
  await john.presses(line, 'Reply')
  await john.sendMessage('I knew it')
  await john.seesMessageSent('I knew it')
  const quote = john.messages.locator('.quote')
  await becomes('The quote', async () => (await quote.innerText()).replace(/\s+/g, ' '), 'john It was the butler, ▒▒▒')
})

test('an answer that was begun waits in its room', async () => {
  const john = await story.inChat('john')
  for (const room of ['elsewhere', 'answers']) await john.createsRoom(room)
  await john.sendMessage('Who brings a ladder?')
  await john.seesMessageSent('Who brings a ladder?')
  const line = john.message('Who brings a ladder?')
  await john.presses(line, 'Reply')
  await john.composer.pressSequentially('I have to')
  await john.opens('elsewhere')
  await john.page.goBack()
  await john.page.getByRole('heading', { name: 'answers', level: 1 }).waitFor()
  await john.hasBegun('I have to')
  await john.page.getByRole('button', { name: 'No answer to that message' }).waitFor()
  await john.composer.press('Enter')
  await john.seesMessageSent('I have to')
  await john.messages.locator('.quote', { hasText: 'Who brings a ladder?' }).waitFor()
  await john.opens('elsewhere')
  await john.opens('answers')
  assert.equal(await john.page.locator('form.compose .reply').count(), 0)
})

test('on a phone the composer has its height, also after something else took the place of the room', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('pocket')
  const address = new URL(john.page.url()).hash
  const phone = await story.person('john', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })
  await phone.signIn()
  await phone.page.goto(`/${address}/members`)
  await phone.page.reload()
  await phone.page.getByRole('complementary', { name: 'Members' }).waitFor()
  await phone.page.getByRole('button', { name: 'Back' }).tap()
  await phone.composer.waitFor()
  await before(
    patience,
    async () => (await phone.composer.boundingBox()).height >= 40,
    async () => `The field is ${(await phone.composer.boundingBox()).height} px high`,
  )
})

test('Back closes what lies over the page', async () => {
  const john = await story.inChat('john')
  for (const room of ['before', 'after']) await john.createsRoom(room)
  for (const open of [
    () => john.page.getByRole('button', { name: 'Settings' }).click(),
    () => pressing(john, 'Control+k'),
  ]) {
    await john.opens('before')
    await john.opens('after')
    await open()
    await john.page.getByRole('dialog').waitFor()
    await john.page.goBack()
    await john.page.getByRole('dialog').waitFor({ state: 'detached' })
    await john.page.getByRole('heading', { name: 'before', level: 1 }).waitFor()
  }
})

function pressing(person, keys) {
  return person.page.keyboard.press(keys)
}

function standsStill(person) {
  return person.page.evaluate(() => {
    const { scrollTop, scrollHeight } = document.documentElement
    const top = document.querySelector('main header').getBoundingClientRect().top
    if (scrollTop !== 0 || top !== 0 || scrollHeight > innerHeight)
      throw new Error(`The page of ${innerHeight} px is ${scrollHeight} px high, and its head is at ${top}`)
  })
}

function isInSight(person, room) {
  return person.rooms.getByRole('link', { name: room }).evaluate((link) => {
    const list = link.closest('.lists').getBoundingClientRect()
    const { top, bottom } = link.getBoundingClientRect()
    return top >= list.top && bottom <= list.bottom
  })
}

async function heightOf(person) {
  return (await person.page.locator('form.compose .box').boundingBox()).height
}
