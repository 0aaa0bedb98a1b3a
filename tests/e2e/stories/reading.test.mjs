import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before } from '../lib/deadline.mjs'
import { writesMany } from '../lib/many.mjs'
import { stage } from '../lib/story.mjs'

const story = stage()

test('N1: the icon of the page says that there is something new, and how often one is called', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('harbour')
  await bill.opens('First thread')
  const icon = () => bill.page.evaluate(() => document.querySelector('link[rel="icon"]').href)
  const icons = [await icon()]
  for (const text of ['A ship', '@bill, come and see']) {
    await john.sendMessage(text)
    await before(
      15_000,
      async () => !icons.includes(await icon()),
      () => `The icon did not change after "${text}"`,
    )
    icons.push(await icon())
  }
  assert.match(icons[2], /^data:image\/png/)
  await bill.opens('harbour')
  await before(
    15_000,
    async () => (await icon()) === icons[0],
    () => 'The icon is not plain again',
  )
})

test('N3: Shift Escape marks every room as read after a question, and it can be taken back', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const name of ['lighthouse', 'pier']) await john.createsRoom(name)
  for (const name of ['lighthouse', 'pier']) {
    await john.opens(name)
    await john.sendMessage(`News from the ${name}`)
    await bill.rooms.getByRole('link', { name }).getByRole('img', { name: 'New messages' }).waitFor()
  }
  await bill.page.keyboard.press('Shift+Escape')
  await bill.page.getByRole('dialog', { name: 'Mark everything as read?' }).waitFor()
  await bill.screenshot('read-all')
  await bill.page.keyboard.press('Enter')
  const news = bill.rooms.getByRole('img', { name: 'New messages' })
  await bill.page.getByText(/Marked .* as read/).waitFor()
  await before(
    10_000,
    async () => (await news.count()) === 0,
    () => 'Something is still unread',
  )
  await bill.screenshot('read-all-done')
  await bill.page.getByRole('button', { name: 'Undo' }).click()
  for (const name of ['lighthouse', 'pier'])
    await bill.rooms.getByRole('link', { name }).getByRole('img', { name: 'New messages' }).waitFor()
})

test('N5: Shift PageUp leads to the oldest unread message, also where it is not loaded', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('quay')
  await john.sendMessage('Read by bill')
  await bill.opens('quay')
  await bill.seesMessage('Read by bill')
  await bill.page.keyboard.press('Escape')
  await bill.opens('First thread')
  await writesMany(john, { count: 300 })
  await bill.opens('quay')
  const line = bill.messages.getByText('New', { exact: true })
  await line.waitFor()
  await bill.page.getByRole('button', { name: /Jump to latest/ }).click()
  await bill.seesMessage('line 300')
  await bill.page.keyboard.press('Shift+PageUp')
  await bill.messages
    .getByText(/^line 1\n/)
    .first()
    .waitFor()
  await line.waitFor()
})

test('N4: Alt click and U mark as unread from there', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('quay')
  await bill.page.keyboard.press('Escape')
  await bill.seesMessage('line 300')
  for (const mark of [
    () => bill.message('line 300').click({ modifiers: ['Alt'] }),
    async () => {
      await bill.message('line 300').focus()
      await bill.page.keyboard.press('u')
    },
  ]) {
    await mark()
    await bill.rooms.getByRole('link', { name: 'quay' }).getByRole('img', { name: 'New messages' }).waitFor()
    await bill.page.keyboard.press('Escape')
    await bill.rooms
      .getByRole('link', { name: 'quay' })
      .getByRole('img', { name: 'New messages' })
      .waitFor({ state: 'detached' })
  }
})
