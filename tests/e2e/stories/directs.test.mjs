import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage()
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

test('N1: a conversation is called after the other, and counts what I have not read', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await bill.opens('First thread')
  await john.page.getByRole('button', { name: 'New conversation' }).click()
  await john.page.getByRole('combobox', { name: 'People' }).fill('bi')
  await john.page.getByRole('option', { name: 'bill' }).click()
  await john.screenshot('direct-dialog')
  await john.page.getByRole('button', { name: 'Start' }).click()
  await john.page.getByRole('heading', { name: 'bill', level: 1 }).waitFor()
  await john.sendMessage('Between us')
  await john.sendMessage('And only us')
  await john.seesMessageSent('And only us')

  const directs = bill.rooms.getByRole('list', { name: 'Direct' })
  await directs.getByRole('link', { name: 'john' }).getByRole('img', { name: '2 new messages' }).waitFor()
  await bill.hasTitle('(2) First thread — Loquat')
  await bill.screenshot('direct-number')
  await directs.getByRole('link', { name: 'john' }).click()
  await bill.seesMessage('Between us')
  await directs.getByRole('img', { name: '2 new messages' }).waitFor({ state: 'detached' })
  await bill.sendMessage('Nobody else')
  await john.seesMessage('Nobody else')
  await john.screenshot('direct')

  // There is nothing to leave, rename or archive.
  assert.equal(await john.page.getByRole('button', { name: 'What to do with the room' }).count(), 0)
})

test('N7: the switcher finds people, and a message leads to its author', async () => {
  const bill = await story.inChat('bill')
  const john = await story.inChat('john')
  await bill.opens('First thread')
  await bill.page.keyboard.press('Control+k')
  await bill.page.getByRole('combobox', { name: 'Room or person' }).fill('@jo')
  await bill.page.getByRole('option', { name: 'john' }).waitFor()
  await bill.screenshot('switcher-people')
  await bill.page.keyboard.press('Enter')
  await bill.page.getByRole('heading', { name: 'john', level: 1 }).waitFor()
  await bill.seesMessage('Between us')

  await john.opens('First thread')
  await john.sendMessage('Who has the key?')
  await bill.opens('First thread')
  await bill.presses(bill.message('Who has the key?'), 'More')
  await bill.page.getByRole('button', { name: 'Message john' }).click()
  await bill.page.getByRole('heading', { name: 'john', level: 1 }).waitFor()
})

test('in the dark and on a phone', async () => {
  const dark = await story.inChat('bill', { colorScheme: 'dark' })
  await dark.rooms.getByRole('link', { name: 'john' }).click()
  await dark.seesMessage('Between us')
  await dark.screenshot('direct-dark')
  const bill = await story.inChat('bill', phone)
  await bill.rooms.getByRole('link', { name: 'john' }).waitFor()
  await bill.screenshot('directs-phone')
  await bill.rooms.getByRole('link', { name: 'john' }).tap()
  await bill.seesMessage('Between us')
  await bill.screenshot('direct-phone')
})
