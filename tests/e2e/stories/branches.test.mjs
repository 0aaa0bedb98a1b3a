import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage()
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }
const root = 'I put the phone layout behind a gesture. Could you try it with one hand?'

test('a branch opens beside the room, is live for both, and its message tells of it', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('layout')
  await bill.opens('layout')
  await john.sendMessage(root)
  await bill.seesMessage(root)

  await bill.presses(bill.message(root), 'Reply in a branch')
  const hers = branchOf(bill)
  await hers.getByText('No replies yet.').waitFor()
  await hers.getByText(root).waitFor()
  await reply(bill, 'Left thumb: fine')
  await john.page.getByRole('button', { name: /1 reply/ }).click()
  const his = branchOf(john)
  await his.getByText('Left thumb: fine').waitFor()
  await reply(john, 'Fixed, it now leaves 12 px')
  await hers.getByText('Fixed, it now leaves 12 px').waitFor()
  await reply(bill, 'Trying it now')
  await his.getByText('Trying it now').waitFor()
  await bill.page.getByRole('button', { name: /3 replies/ }).waitFor()
  await bill.screenshot('branch')

  // What is said in the branch is not said in the room, and what is typed anywhere is meant for the room.
  assert.equal(await bill.message('Trying it now').count(), 0)
  await bill.messages.focus()
  await bill.page.keyboard.type('In the room')
  await bill.hasBegun('In the room')
  await bill.composer.fill('')

  await bill.page.keyboard.press('Escape')
  await hers.waitFor({ state: 'detached' })
  await reply(john, 'While you were away')
  await bill.page.getByRole('button', { name: /4 replies/ }).click()
  await hers.getByText('While you were away').waitFor()
  await bill.page.reload()
  await hers.getByText('While you were away').waitFor()
})

test('who takes part hears of it until they do not want to', async () => {
  const bill = await story.inChat('bill')
  await bill.opens('layout')
  await bill.page.getByRole('button', { name: /4 replies/ }).click()
  await bill.page.getByRole('button', { name: 'You hear of new replies' }).click()
  await bill.page.getByRole('button', { name: 'You do not hear of new replies' }).click()
  await bill.page.getByRole('button', { name: 'You hear of new replies' }).waitFor()
})

test('T8: a saved message of a branch, and a link to it, open it beside its room', async () => {
  const bill = await story.inChat('bill', { permissions: ['clipboard-read', 'clipboard-write'] })
  await bill.opens('layout')
  await bill.page.getByRole('button', { name: /4 replies/ }).click()
  const said = branchOf(bill).getByRole('listitem').filter({ hasText: 'Left thumb: fine' })
  for (const item of ['Save for me', 'Copy link']) {
    await bill.presses(said, 'More')
    await bill.page.getByRole('button', { name: item }).click()
  }
  const link = await bill.copiedLink()
  await bill.opens('First thread')
  await bill.page.getByRole('button', { name: 'Saved messages' }).click()
  await bill.page.getByRole('list', { name: 'Saved messages' }).getByRole('link').click()
  await bill.page.getByRole('heading', { name: 'layout', level: 1 }).waitFor()
  await bill.seesLit('Left thumb: fine')
  await said.waitFor()

  const other = await story.inChat('john')
  await other.page.goto(link)
  await other.page.reload()
  await other.page.getByRole('heading', { name: 'layout', level: 1 }).waitFor()
  await other.seesLit('Left thumb: fine')
})

test('T8: going to what a message answers leaves open what stands beside', async () => {
  const bill = await story.inChat('bill')
  await bill.opens('layout')
  await bill.presses(bill.message(root), 'Reply')
  await bill.sendMessage('With two')
  await bill.seesMessageSent('With two')
  await bill.page.getByRole('button', { name: /4 replies/ }).click()
  await branchOf(bill).getByText('While you were away').waitFor()
  await bill.messages.getByRole('button', { name: /^In answer to john/ }).click()
  await bill.seesLit(root)
  assert.equal(await branchOf(bill).count(), 1)
})

test('N1: what is new in the branches that I follow is counted and listed, live, until I read it', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await bill.opens('First thread')
  await john.opens('layout')
  await john.page.getByRole('button', { name: /4 replies/ }).click()
  // Bill has said before that he does not want to hear of it.
  await reply(john, 'Back to you, @bill')
  const entry = bill.page.getByRole('button', { name: 'Branches' })
  await entry.getByRole('img', { name: '1 mention' }).waitFor()
  await bill.hasTitle('(1) First thread — Loquat')
  await entry.click()
  const list = bill.page.getByRole('list', { name: 'Branches' })
  const branch = list.getByRole('link').filter({ hasText: root })
  await branch.getByRole('img', { name: '1 mention' }).waitFor()
  await reply(john, 'And again, @bill')
  await branch.getByRole('img', { name: '2 mentions' }).waitFor()
  await bill.screenshot('branches')
  await branch.click()
  await branchOf(bill).getByText('And again').waitFor()
  await entry.getByRole('img', { name: '2 mentions' }).waitFor({ state: 'detached' })
})

test('what is pinned is listed, also what is far up', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('layout')
  await bill.page.getByRole('button', { name: 'Pinned messages' }).click()
  await bill.seesText('Nothing is pinned.')
  // The first of them: another quotes it.
  const first = john.message(root).first()
  await john.presses(first, 'More')
  await john.page.getByRole('button', { name: 'Pin', exact: true }).click()
  const pins = bill.page.getByRole('list', { name: 'Pinned messages' })
  await pins.getByText(root).waitFor()
  await bill.screenshot('pins')
  await pins.getByRole('link', { name: 'Show in the room' }).click()
  await bill.seesLit(root)
})

test('in the dark and on a phone', async () => {
  const dark = await story.inChat('john', { colorScheme: 'dark' })
  await dark.opens('layout')
  await dark.page.getByRole('button', { name: /6 replies/ }).click()
  await branchOf(dark).getByText('While you were away').waitFor()
  await dark.screenshot('branch-dark')
  await dark.page.getByRole('button', { name: 'Branches' }).click()
  await dark.page.getByRole('list', { name: 'Branches' }).getByText(root).waitFor()
  await dark.screenshot('branches-dark')

  const bill = await story.inChat('bill', phone)
  await bill.page.getByRole('button', { name: 'Branches' }).tap()
  await bill.page.getByRole('list', { name: 'Branches' }).getByText(root).waitFor()
  await bill.screenshot('branches-phone')
  await bill.page.keyboard.press('Escape')
  await bill.rooms.getByRole('link', { name: 'layout' }).tap()
  await bill.page.getByRole('button', { name: /6 replies/ }).waitFor()
  await bill.screenshot('branch-mark-phone')
  await bill.page.getByRole('button', { name: /6 replies/ }).tap()
  await branchOf(bill).getByText('While you were away').waitFor()
  await bill.screenshot('branch-phone')
  await bill.page.goBack()
  await bill.composer.waitFor()
})

function branchOf(person) {
  return person.page.getByRole('complementary', { name: 'Branch' })
}

async function reply(person, text) {
  const field = person.page.getByRole('textbox', { name: 'Reply in the branch' })
  await field.fill(text)
  await field.press('Enter')
}
