import { test } from 'node:test'
import { before } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'

const story = stage()

test('who is here is seen beside them, in words and not by colour alone', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await bill.page.clock.install()
  await bill.page.reload()
  await bill.seesText('Online')
  await john.page.getByRole('button', { name: 'New conversation' }).click()
  await john.page.getByRole('combobox', { name: 'People' }).fill('bill')
  await john.page.getByRole('option', { name: 'bill' }).click()
  await john.page.getByRole('button', { name: 'Start' }).click()
  await john.page.getByRole('heading', { name: 'bill', level: 1 }).waitFor()
  const beside = (words) => john.rooms.getByRole('link', { name: 'bill' }).getByRole('img', { name: words })

  await beside('Online').waitFor()
  await john.page.getByRole('main').getByText('Online', { exact: true }).waitFor()
  await john.screenshot('presence')
  await john.createsRoom('watchers')
  await john.page.getByRole('button', { name: 'Members' }).click()
  const members = john.page.getByRole('list', { name: 'Members' })
  await members.getByRole('button', { name: /^john \(you\) Owner Online/ }).click()
  await john.page.getByRole('dialog', { name: 'john' }).getByText('Online').waitFor()
  await john.page.keyboard.press('Escape')

  // He has not touched anything for a while, and then he does.
  await bill.page.clock.fastForward('06:00')
  await asksUntil(john, /^Idle$/)
  await beside('Idle').waitFor()
  await bill.page.keyboard.press('Shift')
  await asksUntil(john, /^Online$/)
  await beside('Online').waitFor()

  await bill.page.close()
  await asksUntil(john, /^Last seen/)
  await beside('Online').waitFor({ state: 'detached' })
})

/** A page asks once a minute how somebody is; whoever reloads it asks at once. */
async function asksUntil(person, words) {
  const line = person.page.getByRole('main').getByText(/^(Online|Idle|Last seen .*)$/)
  await before(
    0,
    async () => {
      await person.page.reload()
      await person.opens('bill')
      await line.waitFor()
      return words.test(await line.innerText())
    },
    async () => `bill is "${await line.innerText()}" and not ${words}`,
  )
}
