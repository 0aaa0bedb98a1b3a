import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage()
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

test('N6, N7, N8: rooms are changed by keys', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const room of ['apples', 'bees', 'cherries']) await john.createsRoom(room)
  await bill.rooms.getByRole('link', { name: 'cherries' }).waitFor()
  await bill.opens('apples')
  await bill.page.keyboard.press('Alt+ArrowDown')
  await isIn(bill, 'bees')
  await bill.page.keyboard.press('Alt+ArrowUp')
  await bill.page.keyboard.press('Alt+ArrowUp')
  await isIn(bill, 'First thread')

  await john.sendMessage('Who takes the cherries?')
  await bill.rooms.getByRole('link', { name: 'cherries' }).getByRole('img', { name: 'New messages' }).waitFor()
  await bill.page.keyboard.press('Control+k')
  await bill.hasFocusIn(bill.page.getByRole('combobox', { name: 'Room or person' }))
  await bill.page.getByRole('option').first().getByText('cherries').waitFor()
  await bill.screenshot('switcher')
  await bill.page.keyboard.type('be')
  await bill.page.keyboard.press('Enter')
  await isIn(bill, 'bees')
  await bill.page.keyboard.press('Alt+Shift+ArrowDown')
  await isIn(bill, 'cherries')

  await bill.page.keyboard.press('Control+/')
  await bill.page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await bill.screenshot('keys')
  await bill.page.keyboard.press('Escape')
  await bill.page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' })
})

test('T10, N9, A2: messages are reached, edited and deleted by keys', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('bees')
  for (const [person, text] of [
    [john, 'The hive is full'],
    [bill, 'I bring too jars'],
    [john, 'And smoke'],
  ]) {
    await person.sendMessage(text)
    for (const other of [john, bill]) await other.seesMessage(text)
  }

  await bill.page.keyboard.press('F6')
  await bill.page.keyboard.press('F6')
  await hasFocus(bill, 'And smoke')
  await bill.page.keyboard.press('ArrowUp')
  await hasFocus(bill, 'I bring too jars')
  await bill.screenshot('focused-message')
  await bill.page.keyboard.press('e')
  await bill.seesText('Editing your message')
  await bill.composer.fill('I bring two jars')
  await bill.page.keyboard.press('Enter')
  await john.seesMessage('I bring two jars')

  await bill.message('I bring two jars').focus()
  await bill.page.keyboard.press('Tab')
  await bill.page.keyboard.press('Enter')
  await bill.page.getByRole('button', { name: 'heart' }).waitFor()
  await bill.page.keyboard.press('ArrowRight')
  await bill.page.keyboard.press('Enter')
  await john.page.getByRole('button', { name: '❤️ bill' }).waitFor()

  await bill.message('I bring two jars').focus()
  await bill.page.keyboard.press('Delete')
  await bill.page.getByRole('dialog', { name: 'Delete this message?' }).waitFor()
  await bill.page.keyboard.press('Enter')
  await john.message('I bring two jars').waitFor({ state: 'detached' })

  await bill.message('And smoke').focus()
  await bill.page.keyboard.type('Sorry')
  await bill.hasBegun('Sorry')
})

test('in the dark and on a phone', async () => {
  const dark = await story.inChat('bill', { colorScheme: 'dark' })
  await dark.page.keyboard.press('Control+k')
  await dark.page.getByRole('combobox', { name: 'Room or person' }).waitFor()
  await dark.screenshot('switcher-dark')
  const bill = await story.inChat('bill', phone)
  await bill.page.getByRole('button', { name: 'Jump to…' }).tap()
  await bill.page.getByRole('combobox', { name: 'Room or person' }).fill('che')
  await bill.screenshot('switcher-phone')
  await bill.page.getByRole('option', { name: 'cherries' }).tap()
  await isIn(bill, 'cherries')
})

async function isIn(person, room) {
  await person.page.getByRole('heading', { name: room, level: 1 }).waitFor()
}

async function hasFocus(person, text) {
  await person.page.locator('.message:focus').filter({ hasText: text }).waitFor()
}
