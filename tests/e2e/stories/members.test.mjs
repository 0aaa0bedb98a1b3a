import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'

const story = stage()
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

test('a private room: inviting, roles, and being sent away', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('founders', { isPrivate: true })
  await john.sendMessage('Only for us')
  await invites(john, 'bill', 'founders')
  await john.seesText('john added bill')

  await bill.opens('founders')
  await bill.sendMessage('Thank you')
  await john.seesMessage('Thank you')
  await john.page.getByRole('button', { name: 'Members' }).click()
  const members = john.page.getByRole('list', { name: 'Members' })
  await members.getByRole('button', { name: /^john \(you\) Owner/ }).waitFor()
  await members.getByRole('button', { name: 'bill' }).click()
  await john.screenshot('members')
  await john.page.getByRole('button', { name: 'Reads only' }).click()
  await john.seesText('john made bill a reader')

  // Whoever may only read is told so, and is offered nothing else.
  await bill.seesText('You can read this room but not write in it.')
  assert.equal(await bill.composer.count(), 0)
  await bill.message('Only for us').hover()
  await bill.message('Only for us').getByRole('toolbar').waitFor()
  assert.equal(await bill.page.getByRole('button', { name: 'React' }).count(), 0)
  await bill.screenshot('reader')
  await bill.page.getByRole('button', { name: 'What to do with the room' }).click()
  assert.deepEqual(await menu(bill), ['Members', 'Search', 'Pinned messages', 'Leave…'])
  await bill.page.keyboard.press('Escape')

  await members.getByRole('button', { name: 'bill' }).click()
  await john.page.getByRole('button', { name: 'Remove from the room' }).click()
  await john.seesText('john removed bill')
  await members.getByRole('button', { name: 'bill' }).waitFor({ state: 'detached' })
  await bill.seesText('There is no such room, or it is not yours to see.')
  assert.equal(await bill.rooms.getByRole('link', { name: 'founders' }).count(), 0)
})

test('the only owner is told what to do before leaving', async () => {
  const john = await story.inChat('john')
  await john.opens('founders')
  await john.choosesForRoom('Leave…')
  await john.seesText('You are its only owner.')
  assert.equal(await john.page.getByRole('button', { name: 'Leave', exact: true }).count(), 0)
  await john.page.getByRole('button', { name: 'Close' }).last().click()
})

test('a public room: browsing, joining, renaming, a topic, leaving', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('harvest')
  await john.choosesForRoom('Name and topic…')
  await john.page.getByRole('textbox', { name: 'Topic' }).fill('Who picks what, and when')
  await john.page.getByRole('textbox', { name: 'Name', exact: true }).fill('harvest-2026')
  await john.screenshot('room-settings')
  await john.page.getByRole('button', { name: 'Save', exact: true }).click()
  await john.page.getByRole('heading', { name: 'harvest-2026', level: 1 }).waitFor()

  await bill.page.getByRole('button', { name: 'Browse rooms' }).click()
  await bill.page.getByRole('searchbox', { name: 'Find a room' }).fill('picks')
  await bill.page.getByRole('button', { name: 'Join harvest-2026' }).click()
  await bill.page.getByRole('dialog').getByText('joined').waitFor()
  await bill.page.getByRole('searchbox').fill('')
  await bill.screenshot('browse')
  await bill.page
    .getByRole('dialog')
    .getByRole('button', { name: /^harvest-2026/ })
    .click()
  await bill.page.getByRole('heading', { name: 'harvest-2026', level: 1 }).waitFor()
  await bill.seesText('Who picks what, and when')
  await john.seesText('bill joined')
  await bill.rooms
    .getByRole('list', { name: 'Rooms', exact: true })
    .getByRole('link', { name: 'harvest-2026' })
    .waitFor()

  await john.choosesForRoom('Name and topic…')
  await john.page.getByRole('textbox', { name: 'Name', exact: true }).fill('harvest')
  await john.page.getByRole('button', { name: 'Save', exact: true }).click()
  await bill.page.getByRole('heading', { name: 'harvest', level: 1, exact: true }).waitFor()
  await bill.seesText('john named the room harvest')
  await bill.screenshot('system-lines')

  // A room that he is not in stands below; who has read the page anew still sees what happened.
  const others = bill.rooms.getByRole('list', { name: 'Other rooms' })
  await others.getByRole('link', { name: 'First thread' }).waitFor()
  await bill.page.reload()
  await bill.seesText('john named the room harvest')
  await bill.seesText('bill joined')
  await bill.seesText('john set the topic: Who picks what, and when')

  await bill.choosesForRoom('Leave…')
  await bill.page.getByRole('button', { name: 'Leave', exact: true }).click()
  await john.seesText('bill left')
  // Whoever is in no room finds all of them in the place of their own.
  await others.waitFor({ state: 'detached' })
  const rooms = bill.rooms.getByRole('list', { name: 'Rooms', exact: true })
  await rooms.getByRole('link', { name: 'First thread' }).waitFor()
  await rooms.getByRole('link', { name: 'harvest' }).waitFor()
  await bill.page.getByRole('button', { name: 'Join', exact: true }).click()
  await others.getByRole('link', { name: 'First thread' }).waitFor()
  await rooms.getByRole('link', { name: 'harvest' }).waitFor()
})

test('an archived room is read and not written, and can be opened again', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('harvest')
  await john.sendMessage('It is all in the cellar')
  await bill.seesMessage('It is all in the cellar')
  await john.choosesForRoom('Archive…')
  await john.page.getByRole('button', { name: 'Archive', exact: true }).click()
  await bill.seesText('This room is archived: it can be read, and nothing is added to it any more.')
  await bill.seesText('john archived the room')
  assert.equal(await bill.composer.count(), 0)
  assert.equal(await bill.page.getByRole('button', { name: 'Open again' }).count(), 0)
  await john.page.getByRole('button', { name: 'Open again' }).waitFor()
  await john.screenshot('archived')

  await bill.opens('First thread')
  await bill.rooms.getByRole('link', { name: 'harvest' }).waitFor({ state: 'detached' })
  await bill.page.getByRole('button', { name: 'Browse rooms' }).click()
  await bill.page.getByRole('button', { name: 'Archived' }).click()
  await bill.page
    .getByRole('dialog')
    .getByRole('button', { name: /^harvest/ })
    .click()
  await bill.seesMessage('It is all in the cellar')
  await john.page.getByRole('button', { name: 'Open again' }).click()
  await bill.composer.waitFor()
  await bill.sendMessage('And now it is eaten')
  await john.seesMessage('And now it is eaten')
})

test('in the dark and on a phone', async () => {
  const dark = await story.inChat('john', { colorScheme: 'dark' })
  await dark.opens('harvest')
  await dark.page.keyboard.press('Control+.')
  await dark.page.getByRole('list', { name: 'Members' }).getByRole('button', { name: 'bill' }).click()
  await dark.screenshot('members-dark')
  await dark.page.keyboard.press('Escape')
  await dark.page.getByRole('button', { name: 'Browse rooms' }).click()
  await dark.page.getByRole('searchbox', { name: 'Find a room' }).waitFor()
  await dark.screenshot('browse-dark')

  const bill = await story.inChat('bill', phone)
  await bill.screenshot('sidebar-phone')
  await bill.rooms.getByRole('link', { name: 'harvest' }).tap()
  await bill.page.getByRole('button', { name: 'What to do with the room' }).tap()
  await bill.page.getByRole('button', { name: 'Invite people…' }).waitFor()
  await bill.screenshot('room-menu-phone')
  await bill.page.getByRole('button', { name: 'Members' }).last().tap()
  await bill.page.getByRole('list', { name: 'Members' }).getByRole('button', { name: 'john' }).waitFor()
  await bill.screenshot('members-phone')
  await bill.page.goBack()
  await bill.composer.waitFor()
  assert.equal(await bill.page.getByRole('list', { name: 'Members' }).count(), 0)
})

test('whoever runs the server runs its public rooms, and is offered it', async () => {
  const bill = await story.inChat('bill')
  await bill.createsRoom('brewery')
  const john = await story.inChat('john')
  await john.opens('brewery')
  await john.page.getByRole('button', { name: 'What to do with the room' }).click()
  assert.ok(!(await menu(john)).includes('Archive…'))
  await john.page.keyboard.press('Escape')

  await story.server.command('user', 'role', 'john', 'administrator')
  // The server remembers for some seconds who somebody is.
  await before(
    30_000,
    async () => {
      await john.page.reload()
      await john.page.getByRole('button', { name: 'What to do with the room' }).click()
      return (await menu(john)).includes('Archive…')
    },
    () => 'john is not offered what an administrator may do',
  )
  await john.page.getByRole('button', { name: 'Name and topic…' }).click()
  await john.page.getByRole('textbox', { name: 'Name', exact: true }).fill('cider press')
  await john.page.getByRole('button', { name: 'Save', exact: true }).click()
  await bill.page.getByRole('heading', { name: 'cider press', level: 1 }).waitFor()
  await john.choosesForRoom('Archive…')
  await john.page.getByRole('button', { name: 'Archive', exact: true }).click()
  await bill.seesText('john archived the room')
})

async function menu(person) {
  const items = person.page.getByRole('dialog', { name: 'What to do with the room' }).getByRole('button')
  await items.first().waitFor()
  return (await items.allInnerTexts()).map((text) => text.trim())
}

async function invites(person, name, room) {
  await person.choosesForRoom('Invite people…')
  await person.page.getByRole('combobox', { name: 'People' }).fill(name)
  await person.page.getByRole('option', { name }).click()
  await person.screenshot('invite')
  await person.page
    .getByRole('dialog', { name: `Invite to ${room}` })
    .getByRole('button', { name: 'Invite', exact: true })
    .click()
}
