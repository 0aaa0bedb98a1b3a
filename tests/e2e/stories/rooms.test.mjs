import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage()

test('a new room appears for everybody, with a dot until they look', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await bill.opens('First thread')
  await john.createsRoom('harvest-2026')
  await john.sendMessage('The apricots are ripe')

  const link = bill.rooms.getByRole('link', { name: 'harvest-2026' })
  await link.getByRole('img', { name: 'New messages' }).waitFor()
  await bill.screenshot('new-room')
  await bill.opens('harvest-2026')
  await bill.seesMessage('The apricots are ripe')
  await link.getByRole('img', { name: 'New messages' }).waitFor({ state: 'detached' })
})

test('a private room does not exist for others', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.page.getByRole('button', { name: 'New room' }).click()
  await john.page.getByLabel('Name').fill('founders')
  await john.screenshot('create-room')
  await john.page.getByRole('button', { name: 'Cancel' }).click()
  await john.createsRoom('founders', { isPrivate: true })
  await john.sendMessage('Only for us')
  await john.seesMessageSent('Only for us')

  // What comes later has come, so what was to come before it has come too.
  await john.createsRoom('for everybody')
  await bill.rooms.getByRole('link', { name: 'for everybody' }).waitFor()
  assert.equal(await bill.rooms.getByRole('link', { name: 'founders' }).count(), 0)

  await bill.page.goto(new URL(john.page.url()).origin + '/#/t/999999')
  await bill.seesText('There is no such room, or it is not yours to see.')
})

test('C6: what was begun stays in its room, also after a reload', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('drafts')
  await john.composer.fill('not finished')
  await john.opens('First thread')
  assert.equal(await john.composer.inputValue(), '')
  await john.page.reload()
  await john.rooms.getByRole('link', { name: 'drafts' }).getByText('draft', { exact: true }).waitFor()
  await john.opens('drafts')
  assert.equal(await john.composer.inputValue(), 'not finished')
})
