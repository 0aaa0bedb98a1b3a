import { test } from 'node:test'
import { stage } from '../lib/story.mjs'
import { callsOf, Wire } from '../lib/wire.mjs'

const story = stage()
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

test('T11: edits, reactions, pins and deletions are live for the other person', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('orchard')
  await bill.opens('orchard')
  await say(john, bill, 'The plums are ripe, who comes on Saturday with a ladder?')
  await say(bill, john, 'I have a lader')
  await say(john, bill, 'Bring gloves, there are wasps')

  await bill.composer.press('ArrowUp')
  await bill.seesText('Editing your message')
  await bill.hasBegun('I have a lader')
  await bill.page.keyboard.press('Escape')
  await bill.hasBegun('')
  await bill.composer.press('ArrowUp')
  await bill.composer.fill('I have a ladder, and a small one for the children')
  await bill.screenshot('editing')
  await bill.composer.press('Enter')
  await john.seesMessage('I have a ladder, and a small one for the children')
  await john.message('I have a ladder, and a small one for the children').getByText('edited').waitFor()

  const question = john.message('The plums are ripe, who comes on Saturday with a ladder?')
  await act(bill, 'The plums are ripe, who comes on Saturday with a ladder?', 'React')
  await bill.screenshot('emoji')
  await bill.page.getByRole('button', { name: 'party', exact: true }).click()
  await question.getByRole('button', { name: /🎉 bill/ }).click()
  await bill.page.getByRole('button', { name: /🎉 bill and john/ }).waitFor()
  await bill.page.getByRole('button', { name: /🎉 bill and john/ }).click()
  await question.getByRole('button', { name: '🎉 john', exact: true }).waitFor()

  await act(bill, 'Bring gloves, there are wasps', 'More')
  await bill.page.getByRole('button', { name: 'Pin', exact: true }).click()
  await john.page.getByRole('button', { name: 'Pinned messages' }).click()
  await john.page.getByRole('list', { name: 'Pinned messages' }).getByText('Bring gloves').waitFor()
  await john.page.getByRole('link', { name: 'Show in the room' }).click()
  await john.seesLit('Bring gloves')

  await say(bill, john, 'Wrong room, sorry')
  await act(bill, 'Wrong room, sorry', 'More')
  await bill.screenshot('message-menu')
  await bill.page.getByRole('button', { name: 'Delete…' }).click()
  await bill.screenshot('delete')
  await bill.page.getByRole('button', { name: 'Delete', exact: true }).click()
  await bill.seesText('Message deleted')
  await john.message('Wrong room, sorry').waitFor({ state: 'detached' })
  await bill.message('The plums are ripe, who comes on Saturday with a ladder?').hover()
  await bill.screenshot('actions')
})

test('C3: emptying a message asks whether to delete it', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('second thoughts')
  await john.sendMessage('Too much')
  await john.seesMessageSent('Too much')
  await john.composer.press('ArrowUp')
  await john.composer.fill('')
  await john.composer.press('Enter')
  await john.page.getByRole('dialog', { name: 'Delete this message?' }).waitFor()
  await john.page.getByRole('button', { name: 'Keep it' }).click()
  await john.seesMessage('Too much')
})

test('what was changed while somebody was away is there when they are back', async () => {
  const john = await story.inChat('john')
  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  await bill.signIn()
  await bill.opens('orchard')
  await bill.seesMessage('Bring gloves, there are wasps')

  await wire.cut()
  await bill.seesText('Not connected')
  await john.opens('orchard')
  await act(john, 'Bring gloves, there are wasps', 'Edit')
  await john.composer.fill('Bring gloves, there are hornets')
  await john.composer.press('Enter')
  await act(john, 'I have a ladder, and a small one for the children', 'React')
  await john.page.getByRole('button', { name: 'rocket' }).click()
  await john.page.getByRole('button', { name: '🚀 john' }).waitFor()
  wire.mend()
  await bill.seesMessage('Bring gloves, there are hornets')
  await bill.page.getByRole('button', { name: '🚀 john' }).waitFor()
})

test('S5: a change that failed says so, and can be tried again', async () => {
  const john = await story.person('john')
  const wire = await Wire.lay(john.context)
  await john.signIn()
  await john.opens('orchard')
  let isHealed = false
  wire.onSend = (frame, page) => {
    const refused = isHealed ? [] : callsOf(frame, 'message:react')
    for (const { id } of refused) page.send(JSON.stringify({ id, error: { code: 409, message: 'Not today.' } }))
    return refused.length > 0
  }
  await act(john, 'Bring gloves, there are hornets', 'More')
  await john.page.getByRole('button', { name: 'fire' }).click()
  await john.seesText('Reaction not saved')
  await john.screenshot('failed-change')
  isHealed = true
  await john.page.getByRole('button', { name: 'Retry', exact: true }).click()
  await john.page.getByRole('button', { name: '🔥 john' }).waitFor()
  await john.page.getByText('Reaction not saved').waitFor({ state: 'detached' })
})

test('in the dark and on a phone', async () => {
  const dark = await story.inChat('bill', { colorScheme: 'dark' })
  await dark.opens('orchard')
  await act(dark, 'I have a ladder, and a small one for the children', 'More')
  await dark.screenshot('actions-dark')

  const bill = await story.inChat('bill', phone)
  await bill.rooms.getByRole('link', { name: 'orchard' }).tap()
  const question = bill.message('The plums are ripe, who comes on Saturday with a ladder?')
  const words = question.getByText('The plums')
  // Once it has come to rest.
  await words.tap({ trial: true })
  const { x, y } = await words.boundingBox()
  const finger = await bill.context.newCDPSession(bill.page)
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + 20, y: y + 8 }] })
  await bill.page.getByRole('button', { name: 'Copy text' }).waitFor()
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await bill.screenshot('actions-phone')
  await bill.page.getByRole('button', { name: 'sad' }).tap()
  await question.getByRole('button', { name: '😢 bill' }).waitFor()
})

/** Says something that both see. */
async function say(person, other, text) {
  await person.sendMessage(text)
  await person.seesMessageSent(text)
  await other.seesMessage(text)
}

/** Presses one of the buttons that come up beside a message. */
async function act(person, text, button) {
  await person.presses(person.message(text), button)
}
