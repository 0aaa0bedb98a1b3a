import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'
import { callsOf, Wire } from '../lib/wire.mjs'

const story = stage({ worker: true })

test('after kill -9 and a restart both come back by themselves and are complete', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.sendMessage('before the crash')
  await john.seesMessageSent('before the crash')
  await bill.seesMessage('before the crash')

  await story.server.kill()
  await john.sendMessage('written while the server was down')
  await john.seesText('Not connected')
  await john.seesText('Messages will be sent when you’re back')
  await john.screenshot('server-down')

  await story.server.run()
  await john.seesMessageSent('written while the server was down')
  await bill.seesMessage('written while the server was down')
  await bill.sendMessage('after the crash')
  for (const person of [john, bill])
    await person.seesExactly(['before the crash', 'written while the server was down', 'after the crash'])
})

test('S2, K1: what was written offline arrives once and in order', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  const texts = ['from the tunnel: one', 'from the tunnel: two', 'from the tunnel: three']

  await john.context.setOffline(true)
  await john.seesText('Not connected')
  for (const text of texts) await john.sendMessage(text)
  await bill.sendMessage('meanwhile, outside')
  await bill.seesMessageSent('meanwhile, outside')
  await john.seesText('Offline. Messages will be sent when you’re back.')
  await john.screenshot('offline')

  await john.context.setOffline(false)
  for (const text of texts) await bill.seesMessage(text)
  for (const person of [john, bill]) await person.seesExactly(['meanwhile, outside', ...texts])
})

test('S3: what was not sent survives a reload', async () => {
  const john = await story.person('john')
  const wire = await Wire.lay(john.context)
  await john.signIn()
  await john.composer.waitFor()

  await wire.cut()
  await john.seesText('Not connected')
  await john.sendMessage('written, then reloaded')
  await john.seesMessage('written, then reloaded')
  await john.page.reload()
  wire.mend()
  await john.seesExactly(['written, then reloaded'])

  const bill = await story.inChat('bill')
  await bill.seesExactly(['written, then reloaded'])
})

test('S4: when the connection breaks between a send and its answer, there is one message', async () => {
  const john = await story.person('john')
  const wire = await Wire.lay(john.context)
  await john.signIn()
  await john.composer.waitFor()

  let sends = 0
  wire.onSend = (frame) => {
    const isSend = callsOf(frame, 'thread:publish').length > 0
    if (isSend && ++sends === 1) setImmediate(() => void wire.drop())
    return false
  }
  await john.sendMessage('said once, heard once')
  await john.seesMessageSent('said once, heard once')
  await john.page.reload()
  await john.seesExactly(['said once, heard once'])
})

test('S1, S2: a failed send can be retried, and holds back what was written after it', async () => {
  const john = await story.person('john')
  const bill = await story.inChat('bill')
  const wire = await Wire.lay(john.context)
  await john.signIn()
  await john.composer.waitFor()

  const ids = []
  let isHealed = false
  wire.onSend = (frame, page) => {
    const refused = callsOf(frame, 'thread:publish').filter(({ rpc }) => rpc.data.message === 'and this one hit a wall')
    for (const { id, rpc } of refused) {
      ids.push(rpc.data.clientId)
      if (!isHealed) page.send(JSON.stringify({ id, error: { code: 400, message: 'the wall is in the way' } }))
    }
    return refused.length > 0 && !isHealed
  }
  await john.sendMessage('and this one hit a wall')
  await john.page.getByText('Not sent', { exact: true }).waitFor()
  await john.seesText('the wall is in the way')
  await john.sendMessage('this one waits its turn')
  await john.screenshot('failed-send')

  isHealed = true
  await john.page.getByRole('button', { name: 'Retry', exact: true }).click()
  for (const person of [john, bill]) await person.seesExactly(['and this one hit a wall', 'this one waits its turn'])
  assert.equal(new Set(ids).size, 1, 'Every attempt has the same id')
  assert.equal(ids.length, 2)
})

test('S1: a failed send can be deleted, and stays deleted', async () => {
  const john = await story.person('john')
  const wire = await Wire.lay(john.context)
  await john.signIn()
  await john.composer.waitFor()

  wire.onSend = (frame, page) => {
    const sends = callsOf(frame, 'thread:publish')
    for (const { id } of sends) page.send(JSON.stringify({ id, error: { code: 400, message: 'no' } }))
    return sends.length > 0
  }
  await john.sendMessage('never mind')
  await john.page.getByRole('button', { name: 'Delete' }).click()
  await john.message('never mind').waitFor({ state: 'detached' })
  wire.onSend = () => false
  await john.page.reload()
  await john.sendMessage('something else')
  await john.seesMessageSent('something else')
  assert.equal(await john.message('never mind').count(), 0)
})
