import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listenIn } from '../lib/pace.mjs'
import { stage } from '../lib/story.mjs'

const story = stage({ worker: true })
const members = 10_000
const most = 60_000

test('a room of ten thousand members opens with less than 60 KB, its members included', async () => {
  const { server } = story
  await server.kill()
  await server.command('db', 'seed', '--users', members, '--threads', '1', '--members', members, '--messages', '1000')
  await server.run()
  const john = await story.inChat('john')
  await john.opens('First thread')
  await john.page.waitForLoadState('networkidle')

  const heard = await listenIn(john.page)
  await john.rooms.getByRole('link').filter({ hasNotText: 'First thread' }).click()
  await john.messages.locator('[data-offset]').first().waitFor()
  await john.page.getByRole('button', { name: 'Members' }).click()
  const list = john.page.getByRole('list', { name: 'Members' })
  await list.getByRole('button').nth(49).waitFor()
  // Asked for after all that, so answered after it.
  await john.page.getByRole('button', { name: 'Pinned messages' }).click()
  await john.seesText('Nothing is pinned.')

  console.log(`Opening the room brought ${(heard.bytes / 1_000).toFixed(1)} KB`)
  assert.ok(heard.bytes > 5_000, `Only ${heard.bytes} bytes were heard of`)
  assert.ok(heard.bytes < most, `${heard.bytes} bytes were sent`)
  await john.screenshot('large-room')
})
