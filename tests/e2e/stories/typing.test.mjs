import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage()

test('T9: who is typing is seen by the other, and nothing moves', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('slow typists')
  await bill.opens('slow typists')
  await john.sendMessage('Well?')
  await bill.seesMessage('Well?')
  const before = await john.message('Well?').boundingBox()
  await bill.composer.pressSequentially('I think')
  await john.seesText('bill is typing')
  await john.screenshot('typing')
  assert.deepEqual(await john.message('Well?').boundingBox(), before)
  assert.equal(await bill.page.getByText('is typing').count(), 0)
  await bill.composer.press('Enter')
  await john.seesMessage('I think')
  assert.equal(await john.page.getByText('is typing').count(), 0, 'The message ends it')
})
