import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'
import { callsOf, Wire } from '../lib/wire.mjs'

// What somebody sees first, in every state that there is: each is opened, wide and on a phone, light and dark. The pictures of
// `node run.mjs states` are looked at by whoever changes the looks; three of them are in the README.

const story = stage()
const sizes = {
  wide: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
}
const names = {
  wide: { empty: 'orchard', unread: 'harvest', lively: 'design', joined: 'market', secret: 'board' },
  phone: { empty: 'cellar', unread: 'bakery', lively: 'layout', joined: 'garden', secret: 'council' },
}

const code = `Then the reading side is only this:

\`\`\`csharp
await foreach (var page in log.ReadAsync(from: head, token))
{
    // Whoever is late gets the rest, in order.
    foreach (var entry in page) timeline.Add(entry);
}
\`\`\``

for (const [size, options] of Object.entries(sizes)) {
  test(`every first sight has been looked at, ${size}`, async () => {
    const john = await story.inChat('john')
    const bill = await story.person('bill', options)
    const wire = await Wire.lay(bill.context)
    const rooms = names[size]
    const sees = (name) => shows(bill, `${name}-${size}`)

    await bill.page.goto('/login')
    await bill.page.getByLabel('Username').waitFor()
    await sees('sign-in')
    await bill.signIn()
    await furnish(john, rooms)

    await home(bill)
    await bill.createsRoom(rooms.empty)
    await bill.seesText('Nobody has written here yet')
    await sees('empty')
    await writes(bill, 'The first plums are ripe. Who brings a ladder?')
    await bill.seesMessageSent('The first plums are ripe. Who brings a ladder?')
    await sees('first-message')

    await enters(bill, rooms.unread)
    await bill.page.locator('[data-line]').waitFor()
    await bill.page.getByRole('button', { name: /new messages|Jump to latest/ }).waitFor()
    await sees('unread')

    for (const room of [rooms.joined, rooms.lively]) {
      await enters(bill, room)
      if (size === 'phone') await bill.choosesForRoom('Join')
      else await bill.page.getByRole('button', { name: 'Join', exact: true }).click()
      await bill.seesText('bill joined')
    }
    await converse(john, bill, rooms.lively)
    await sees('room')
    await bill.page.getByRole('button', { name: '2 replies' }).click()
    await bill.page.getByRole('complementary').getByText('it leaves 12 px now').waitFor()
    await sees('branch')
    await bill.page.getByRole('button', { name: size === 'phone' ? 'Back' : 'Close', exact: true }).click()

    if (size === 'wide') await bill.page.keyboard.press('Control+k')
    else {
      await home(bill)
      await bill.page.getByRole('button', { name: 'Jump to…' }).click()
    }
    await bill.page.getByRole('combobox', { name: 'Room or person' }).fill('a')
    await bill.page.getByRole('option').nth(2).waitFor()
    await sees('search')
    await bill.page.keyboard.press('Escape')

    await home(bill)
    await bill.page.getByRole('button', { name: 'Settings' }).click()
    await bill.page.getByRole('dialog', { name: 'Settings' }).waitFor()
    await sees('settings')
    await bill.page.keyboard.press('Escape')

    await enters(bill, rooms.lively)
    wire.onSend = (frame, page) => {
      const refused = callsOf(frame, 'thread:publish')
      for (const { id } of refused) page.send(JSON.stringify({ id, error: { code: 409, message: 'It is archived.' } }))
      return refused.length > 0
    }
    await writes(bill, 'I will bring both ladders')
    await bill.page.getByText('Not sent', { exact: true }).waitFor()
    await sees('failed')
    await bill.page.locator('.state').getByRole('button', { name: 'Delete' }).click()
    await wire.cut()
    await writes(bill, 'And a basket for the children')
    await bill.seesText('Messages will be sent when you’re back')
    await bill.page.getByText('Waiting to be sent').waitFor()
    await sees('offline')
  })
}

/** Rooms with names to be seen in the list, and one with a lot unread. */
async function furnish(john, { unread, lively, joined, secret }) {
  await john.createsRoom(secret, { isPrivate: true })
  await john.choosesForRoom('Invite people…')
  await john.page.getByRole('combobox', { name: 'People' }).fill('bill')
  await john.page.getByRole('option', { name: 'bill' }).click()
  await john.page.getByRole('button', { name: 'Invite', exact: true }).click()
  await john.page.getByRole('dialog').waitFor({ state: 'detached' })
  await john.page.getByRole('button', { name: 'New conversation' }).click()
  await john.page.getByRole('option', { name: 'bill' }).click()
  await john.page.getByRole('button', { name: 'Start' }).click()
  await john.page.getByRole('heading', { name: 'bill', level: 1 }).waitFor()
  await john.sendMessage('Lunch at one?')
  for (const room of [joined, lively, unread]) await john.createsRoom(room)
  for (let tree = 1; tree <= 52; tree++) await john.sendMessage(harvested(tree))
  await john.seesMessageSent(harvested(52))
}

function harvested(tree) {
  const rest = [
    'nothing left to pick',
    'half of them still green',
    'two baskets, and the ladder stays there for tomorrow',
  ]
  return `Tree ${tree}: ${rest[tree % 3]}`
}

async function converse(john, bill, room) {
  await john.opens(room)
  await says(john, 'Morning! Does a client that slept for a week read the log, or load everything anew?')
  await says(bill, 'It reads the log up to the limit and then says so. **Never a hole without a mark.**')
  await says(john, code)
  await says(john, 'I put the phone layout behind a gesture. Could you try it with one hand, @bill?')
  const asked = bill.page.getByRole('listitem').filter({ hasText: 'behind a gesture' }).last()
  await asked.waitFor()
  await does(john, 'Never a hole without a mark', 'React')
  await john.page.getByRole('button', { name: 'party' }).click()
  await does(john, 'behind a gesture', 'Reply in a branch')
  const branch = john.page.getByRole('complementary')
  for (const text of ['Left thumb: fine', 'it leaves 12 px now']) {
    await branch.getByRole('textbox').fill(text)
    await branch.getByRole('button', { name: 'Send' }).click()
    await branch.getByRole('listitem').getByText(text).waitFor()
  }
  await bill.page.getByRole('button', { name: '2 replies' }).waitFor()
  await says(bill, 'On the train it works 🚀')
  await bill.page.locator('pre .keyword').first().waitFor()
}

async function does(person, text, action) {
  const line = person.messages.getByRole('listitem').filter({ hasText: text })
  await person.presses(line, action)
}

async function says(person, text) {
  await writes(person, text)
  await person.page.locator('.underway').waitFor({ state: 'detached' })
}

/** On a phone, Enter is a new line. */
async function writes(person, text) {
  await person.composer.fill(text)
  await person.page.getByRole('button', { name: 'Send' }).first().click()
}

/** To the list of rooms, which a phone shows alone. */
async function home(person) {
  const back = person.page.getByRole('link', { name: 'All rooms' })
  if (await back.isVisible()) await back.click()
  await person.rooms.waitFor()
}

async function enters(person, room) {
  await home(person)
  await person.opens(room)
}

/** In both colours, and with nothing that sticks out. */
async function shows(person, name) {
  await person.page.mouse.move(2, 2)
  for (const colorScheme of ['dark', 'light']) {
    await person.page.emulateMedia({ colorScheme })
    await person.page.evaluate(() =>
      Promise.all(document.getAnimations().map((moving) => moving.finished.catch(() => 0))),
    )
    const [wanted, wide] = await person.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    assert.ok(wanted <= wide, `${name} wants ${wanted} px of ${wide}`)
    await person.screenshot(`state-${name}-${colorScheme}`)
  }
}
