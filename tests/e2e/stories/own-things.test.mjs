import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage()
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

test('N1: a muted room is silent until it calls me', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('chatter')
  await bill.opens('chatter')
  await bill.page.getByRole('button', { name: 'How loud it is' }).click()
  await bill.screenshot('loudness')
  await bill.page.getByRole('button', { name: 'Mute: quiet until it calls me' }).click()
  await bill.page.getByRole('button', { name: 'Muted' }).waitFor()
  await bill.opens('First thread')
  await john.sendMessage('Nobody need hear this')
  await john.seesMessageSent('Nobody need hear this')
  // What comes later has come, so what was to come before it has come too.
  await john.createsRoom('a sign')
  await bill.rooms.getByRole('link', { name: 'a sign' }).waitFor()
  const link = bill.rooms.getByRole('link', { name: 'chatter' })
  assert.equal(await link.getByRole('img', { name: 'New messages' }).count(), 0)
  await john.opens('chatter')
  await john.sendMessage('But @bill should')
  await link.getByRole('img', { name: '1 mention' }).waitFor()
  await bill.screenshot('muted')
  await bill.page.reload()
  await bill.rooms.getByRole('link', { name: 'chatter' }).getByText('muted').waitFor({ state: 'attached' })
})

test('a message is saved for me alone and found again', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('chatter')
  await choose(bill, 'But @bill should', 'Save for me')
  await bill.opens('First thread')
  await bill.page.getByRole('button', { name: 'Saved messages' }).click()
  const saved = bill.page.getByRole('list', { name: 'Saved messages' })
  await saved.getByText('But @bill should').waitFor()
  await bill.screenshot('saved')
  await saved.getByRole('link').click()
  await bill.seesLit('should')
  await bill.presses(bill.message('@bill'), 'More')
  await bill.page.getByRole('button', { name: 'No longer save' }).waitFor()
  await bill.page.keyboard.press('Escape')
  await john.page.getByRole('button', { name: 'Saved messages' }).click()
  await john.seesText('Nothing yet.')
})

test('a message is forwarded, and says where it comes from', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('chatter')
  await choose(john, 'Nobody need hear this', 'Forward…')
  await john.page.getByRole('searchbox', { name: 'Find a room or person' }).fill('first')
  await john.screenshot('forward')
  await john.page.getByRole('dialog').getByRole('button', { name: 'First thread' }).click()
  await john.page.getByRole('heading', { name: 'First thread', level: 1 }).waitFor()
  await bill.opens('First thread')
  await bill.seesMessage('Nobody need hear this')
  await bill.screenshot('forwarded')
  await bill.page.getByRole('button', { name: 'Forwarded from john in chatter' }).click()
  await bill.page.getByRole('heading', { name: 'chatter', level: 1 }).waitFor()
})

test('in the dark and on a phone', async () => {
  const dark = await story.inChat('bill', { colorScheme: 'dark' })
  await dark.opens('First thread')
  await dark.seesMessage('Nobody need hear this')
  await dark.page.getByRole('button', { name: 'Saved messages' }).click()
  await dark.page.getByRole('list', { name: 'Saved messages' }).getByText('should').waitFor()
  await dark.screenshot('saved-dark')

  const bill = await story.inChat('bill', phone)
  await bill.screenshot('sidebar-phone')
  await bill.rooms.getByRole('link', { name: 'chatter' }).tap()
  await bill.seesMessage('Nobody need hear this')
  await bill.page.getByRole('button', { name: 'Muted' }).tap()
  await bill.page.getByRole('button', { name: 'No longer mute' }).waitFor()
  await bill.screenshot('loudness-phone')
})

async function choose(person, text, item) {
  const message = person.messages.getByRole('listitem').filter({ hasText: text })
  await person.presses(message, 'More')
  await person.page.getByRole('button', { name: item }).click()
}
