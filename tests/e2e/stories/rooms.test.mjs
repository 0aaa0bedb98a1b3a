import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'
import { callsOf, Wire } from '../lib/wire.mjs'

const story = stage({ worker: true })

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
  await john.hasBegun('')
  await john.page.reload()
  await john.rooms.getByRole('link', { name: 'drafts' }).getByRole('img', { name: 'Draft' }).waitFor()
  await john.opens('drafts')
  await john.hasBegun('not finished')
})

test('C6: what is begun on one device is there on the other, live, and goes when it is sent', async () => {
  const john = await story.inChat('john')
  const phone = await story.inChat('john')
  await phone.opens('First thread')
  await john.createsRoom('letters')
  await john.composer.fill('begun on the laptop')
  const pencil = phone.rooms.getByRole('link', { name: 'letters' }).getByRole('img', { name: 'Draft' })
  await pencil.waitFor()
  await phone.screenshot('draft')
  await phone.opens('letters')
  await phone.hasBegun('begun on the laptop')
  await john.composer.press('End')
  await john.composer.pressSequentially(', and on')
  await phone.hasBegun('begun on the laptop, and on')
  await john.composer.press('Enter')
  await phone.seesMessage('begun on the laptop, and on')
  await phone.hasBegun('')
  await phone.page.reload()
  await phone.seesMessage('begun on the laptop, and on')
  await phone.hasBegun('')
})

test('T12: what is loading is drawn after 200 ms, not before, and an empty room says who can see it', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('still empty')
  await john.seesText('Everyone who can sign in can read still empty.')
  await john.createsRoom('still closed', { isPrivate: true })
  await john.seesText('Only members of still closed can see it.')

  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  wire.onSend = (frame) => callsOf(frame, 'thread:history').length > 0
  await bill.signIn()
  await bill.rooms.getByRole('link', { name: 'still empty' }).click()
  const seen = await bill.messages.locator('.lines').evaluate(async (lines) => {
    // Once more from its beginning: it may be over by now.
    lines.style.animation = 'none'
    lines.getAnimations()
    lines.style.animation = ''
    const [appearing] = lines.getAnimations()
    appearing.pause()
    return [0, 199, 330].map((at) => {
      appearing.currentTime = at
      return getComputedStyle(lines).opacity
    })
  })
  assert.deepEqual(seen, ['0', '0', '1'])
})
