import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'

const story = stage()

test('T9: who is typing is seen by the other, and nothing moves', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('slow typists')
  await bill.opens('slow typists')
  await john.sendMessage('Well?')
  await john.seesMessageSent('Well?')
  await bill.seesMessage('Well?')
  const place = await john.message('Well?').boundingBox()
  // It is told every few seconds, and believed for a few.
  await before(
    0,
    async () => {
      await bill.composer.pressSequentially('Hm ')
      return john.page.getByText('bill is typing').isVisible()
    },
    () => 'john does not see that bill is typing',
  )
  await john.screenshot('typing')
  assert.deepEqual(await john.message('Well?').boundingBox(), place)
  assert.equal(await bill.page.getByText('is typing').count(), 0)
  await bill.sendMessage('I think')
  await john.seesMessage('I think')
  await john.page.getByText('is typing').waitFor({ state: 'detached' })
})
