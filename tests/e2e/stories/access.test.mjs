import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passes } from '../lib/axe.mjs'
import { before } from '../lib/deadline.mjs'
import { writesMany } from '../lib/many.mjs'
import { stage } from '../lib/story.mjs'
import { Wire } from '../lib/wire.mjs'

const story = stage()
const themes = { light: {}, dark: { colorScheme: 'dark' }, contrast: { contrast: 'more' } }

test('A4: the sign-in page has nothing that axe-core objects to', async () => {
  for (const options of Object.values(themes)) {
    const nobody = await story.person('john', options)
    await nobody.page.goto('/login')
    await passes(nobody, 'sign-in')
  }
})

for (const [theme, options] of Object.entries(themes)) {
  test(`A4: no screen has anything that axe-core objects to, in ${theme}`, async () => {
    const john = await story.inChat('john')
    const bill = await story.person('bill', options)
    const wire = await Wire.lay(bill.context)
    await bill.signIn()
    await bill.createsRoom(`orchard-${theme}`)
    await bill.seesText('Nobody has written here yet')
    await passes(bill, 'an empty room')
    await john.opens(`orchard-${theme}`)
    for (const text of ['Plums are ripe', '**Bring** `baskets`, @bill']) await john.sendMessage(text)
    // Enter would go on with the list.
    await john.composer.fill('> who comes?\n\n- ann\n- bob')
    await john.page.getByRole('button', { name: 'Send' }).click()
    await bill.seesMessage('ann')
    await bill.sendMessage('I come')
    await bill.seesMessageSent('I come')
    await bill.seesMessage('Plums are ripe')
    await passes(bill, 'a room')
    await bill.screenshot(`access-${theme}`)

    await bill.message('Plums are ripe').focus()
    await bill.page.keyboard.press('Enter')
    await bill.page.getByRole('button', { name: 'Copy link' }).waitFor()
    await passes(bill, 'the menu of a message')
    await closes(bill)
    for (const [key, role, name] of [
      ['Control+k', 'combobox', /./],
      ['Control+/', 'dialog', 'Keys'],
    ]) {
      await bill.page.keyboard.press(key)
      await bill.page.getByRole(role, { name }).first().waitFor()
      await passes(bill, key)
      await closes(bill)
    }
    await bill.page.getByRole('button', { name: 'New room' }).click()
    await bill.page.getByLabel('Name').waitFor()
    await passes(bill, 'a new room')
    await closes(bill)

    await judgesDialogs(bill)
    await judgesPanels(bill)

    await wire.cut()
    await bill.sendMessage('Not sent yet')
    await bill.seesText('Messages will be sent when you’re back')
    await bill.page.locator('.underway').getByText('Not sent yet').waitFor()
    await passes(bill, 'not connected')
  })
}

test('A1: the list is a log that is not read out as a whole; what comes is said in a region of its own', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('First thread')
  assert.equal(await bill.messages.getAttribute('aria-relevant'), 'additions')
  assert.equal(await bill.messages.getAttribute('aria-live'), 'off')
  const said = bill.page.locator('p[aria-live="polite"]')
  assert.equal(await said.innerText(), '', 'What is there already is not read out')
  await john.sendMessage('The pears are ripe, too')
  await said.getByText('john: The pears are ripe, too').waitFor({ state: 'attached' })
  await writesMany(john, { count: 12 })
  await said.getByText(/^\d+ new messages$/).waitFor({ state: 'attached' })
})

test('A1: while older messages come in, the log says that it is busy', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('archive')
  await writesMany(john, { count: 200 })
  const bill = await story.inChat('bill')
  await bill.opens('archive')
  await bill.seesMessage('line 200')
  await bill.page.evaluate(() => {
    window.busy = []
    const log = document.querySelector('[role="log"]')
    new MutationObserver(() => window.busy.push(log.ariaBusy)).observe(log, { attributeFilter: ['aria-busy'] })
    log.scrollTop = 0
  })
  await before(
    10_000,
    () => bill.page.evaluate(() => window.busy.join().includes('true,false')),
    () => 'It was never busy',
  )
})

test('A2: a message says who, what, when and how it fared, in this order; arrows go from one to the next', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('order')
  await bill.opens('order')
  for (const text of ['First', 'Second']) {
    await john.sendMessage(text)
    await bill.seesMessage(text)
  }
  await bill.presses(bill.message('First'), 'More')
  await bill.page.getByRole('button', { name: 'Pin', exact: true }).click()
  await bill.page.keyboard.press('F6')
  await bill.page.mouse.move(5, 5)
  await bill.message('First').getByText('Pinned').waitFor()
  const words = async (text) => (await bill.message(text).evaluate((line) => line.textContent)).replace(/\s+/g, ' ')
  assert.match(await words('First'), /^ ?(JO)? ?john ?First ?\d\d:\d\d ?Pinned/)
  assert.match(await words('Second'), /^ ?john ?Second ?\d\d:\d\d/)

  await bill.message('Second').focus()
  await bill.page.keyboard.press('ArrowUp')
  await bill.page.locator('.message:focus').getByText('First').waitFor()
  assert.equal(await bill.page.locator('.message[tabindex="0"]').count(), 1)
})

test('A3: an own message is not announced as new; that it failed is, at once', async () => {
  const john = await story.person('john')
  const wire = await Wire.lay(john.context)
  const bill = await story.inChat('bill')
  await john.signIn()
  for (const person of [john, bill]) await person.opens('First thread')
  const said = john.page.locator('p[aria-live="polite"]')
  await said.evaluate((region) => {
    window.said = []
    new MutationObserver(() => window.said.push(region.innerText)).observe(region, {
      childList: true,
      subtree: true,
      characterData: true,
    })
  })
  await john.sendMessage('Mine')
  await john.seesMessageSent('Mine')
  wire.onSend = (frame, page) => {
    const calls = frame.split('\n').filter((line) => line.includes('"thread:publish"'))
    for (const line of calls)
      page.send(JSON.stringify({ id: JSON.parse(line).id, error: { code: 400, message: 'no' } }))
    return calls.length > 0
  }
  await john.sendMessage('Refused')
  await john.page.getByRole('alert').getByText('A message was not sent').waitFor({ state: 'attached' })
  // What came after them is said after them.
  await bill.sendMessage('And his')
  await said.getByText('bill: And his').waitFor({ state: 'attached' })
  assert.doesNotMatch(await john.page.evaluate(() => window.said.join()), /Mine|Refused/)
})

test('A4: at 200 % and at 320 px nothing has to be scrolled sideways, and every target has 24 px', async () => {
  for (const viewport of [
    { width: 640, height: 400 },
    { width: 320, height: 600 },
  ]) {
    const bill = await story.inChat('bill', { viewport })
    await bill.page.evaluate(() => (location.hash = '#/t/1'))
    await bill.messages.locator('[data-offset]').first().waitFor()
    const { wide, wanted, small } = await bill.page.evaluate(measure)
    assert.ok(wanted <= wide, `The page wants ${wanted} px of ${wide}`)
    assert.deepEqual(small, [])
    await bill.screenshot(`access-${viewport.width}`)
  }
})

test('A4: who wants less motion gets none', async () => {
  const bill = await story.inChat('bill', { reducedMotion: 'reduce' })
  await bill.messages.locator('[data-offset]').first().waitFor()
  const moving = await bill.page.evaluate(() => {
    const long = (value) => value.split(', ').some((time) => Number.parseFloat(time) > 0.001)
    const moves = (element) => {
      const { animationDuration, transitionDuration, scrollBehavior } = getComputedStyle(element)
      return long(animationDuration) || long(transitionDuration) || scrollBehavior === 'smooth'
    }
    return [...document.querySelectorAll('*')].filter(moves).map((element) => element.outerHTML.slice(0, 80))
  })
  assert.deepEqual(moving, [])
})

/** Everything that lies over the page, opened by its button. */
async function judgesDialogs(person) {
  const { page } = person
  const room = () => page.getByRole('button', { name: 'What to do with the room' }).click()
  const chosen = (item) => async () => {
    await room()
    await page.getByRole('button', { name: item }).click()
  }
  const dialogs = {
    'Browse rooms': [() => page.getByRole('button', { name: 'Browse rooms' }).click(), page.getByRole('searchbox')],
    'New conversation': [
      () => page.getByRole('button', { name: 'New conversation' }).click(),
      page.getByRole('combobox', { name: 'People' }),
    ],
    'Saved messages': [
      () => page.getByRole('button', { name: 'Saved messages' }).click(),
      page.getByText('Nothing yet.'),
    ],
    Branches: [
      () => page.getByRole('button', { name: 'Branches' }).click(),
      page.getByRole('heading', { name: 'Branches' }),
    ],
    'the menu of a room': [room, page.getByRole('button', { name: 'Archive' })],
    'the settings': [
      () => page.getByRole('button', { name: 'Settings' }).click(),
      page.getByRole('combobox', { name: 'Language' }),
    ],
    'name and topic': [chosen('Name and topic…'), page.getByRole('textbox', { name: /^Topic/ })],
    'an invitation': [chosen('Invite people…'), page.getByRole('combobox', { name: 'People' })],
    leaving: [chosen('Leave…'), page.getByText('You are its only owner.')],
    archiving: [chosen('Archive…'), page.getByText('Everything in it stays readable')],
    forwarding: [
      async () => {
        await person.presses(person.message('Plums are ripe'), 'More')
        await page.getByRole('button', { name: 'Forward…' }).click()
      },
      page.getByRole('list', { name: 'Rooms and people' }).getByRole('button'),
    ],
    'a question before deleting': [
      async () => {
        await person.presses(person.message('I come'), 'More')
        await page.getByRole('button', { name: 'Delete…' }).click()
      },
      page.getByRole('button', { name: 'Keep it' }),
    ],
  }
  for (const [screen, [open, shown]] of Object.entries(dialogs)) {
    await open()
    await shown.first().waitFor()
    await passes(person, screen)
    await closes(person)
  }
}

/** What lies over the page. */
async function closes({ page }) {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** Everything that stands beside a room. */
async function judgesPanels(person) {
  const { page } = person
  await page.getByRole('button', { name: 'Members' }).click()
  await page.getByRole('list', { name: 'Members' }).getByText('bill').first().waitFor()
  await passes(person, 'the members')
  await person.presses(person.message('Plums are ripe'), 'More')
  await page.getByRole('button', { name: 'Pin', exact: true }).click()
  await page.getByRole('button', { name: 'Pinned messages' }).click()
  await page.getByRole('link', { name: 'Show in the room' }).waitFor()
  await passes(person, 'the pins')
  await person.presses(person.message('Plums are ripe'), 'Reply in a branch')
  const reply = page.getByRole('textbox', { name: 'Reply in the branch' })
  await reply.fill('How many?')
  await reply.press('Enter')
  await page.getByRole('button', { name: /1 reply/ }).waitFor()
  await passes(person, 'a branch')
  await page.getByRole('button', { name: 'Branches' }).click()
  await page.getByRole('list', { name: 'Branches' }).getByRole('link').first().waitFor()
  await passes(person, 'the branches')
  await closes(person)
  await page.getByRole('button', { name: 'Close', exact: true }).click()
}

function measure() {
  const targets = [...document.querySelectorAll('button, a, input, textarea, select, [tabindex="0"]')]
  const small = targets
    .filter((target) => target.checkVisibility() && getComputedStyle(target).display !== 'inline')
    .map((target) => ({ box: target.getBoundingClientRect(), html: target.outerHTML.slice(0, 90) }))
    .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
    .map(({ html }) => html)
  return { wide: innerWidth, wanted: document.documentElement.scrollWidth, small }
}
