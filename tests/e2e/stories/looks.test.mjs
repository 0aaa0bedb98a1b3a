import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'

const story = stage()
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

test('a lively room, light and dark', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('release-3')
  await john.createsRoom('design')
  await talk(john, bill)
  await bill.screenshot('light')

  const dark = await story.inChat('bill', { colorScheme: 'dark' })
  await dark.opens('design')
  await dark.seesMessage('On the train it works')
  await dark.screenshot('dark')
  await isDark(dark, 'main', 'The page of a dark system')
})

test('colours that were chosen stay, whatever the system says', async () => {
  const john = await story.inChat('john', { colorScheme: 'dark' })
  await john.page.getByRole('button', { name: 'Colours follow the system' }).click()
  await john.page.getByRole('button', { name: 'Light colours' }).waitFor()
  await isLight(john)
  await john.page.reload()
  await john.page.getByRole('button', { name: 'Light colours' }).waitFor()
  await isLight(john)
})

test('the pages of the server have the colours that were chosen', async () => {
  const john = await story.inChat('john')
  await john.page.evaluate(() => localStorage.setItem('loquat.theme', 'dark'))
  await john.page.reload()
  await john.rooms.waitFor()
  for (const address of ['/no-such-page', '/logout']) {
    await john.page.goto(address)
    await isDark(john, 'body', address)
  }
  await john.page.getByRole('button', { name: 'Sign out' }).click()
  await john.page.getByLabel('Password').waitFor()
  await isDark(john, 'body', 'The sign-in')
})

test('a finger sees what it presses, and no box of the browser', async () => {
  const bill = await story.inChat('bill', phone)
  const room = bill.rooms.getByRole('link').first()
  const colour = await room.evaluate((link) => getComputedStyle(link).webkitTapHighlightColor)
  assert.equal(colour, 'rgba(0, 0, 0, 0)')
  const look = () => room.evaluate((link) => getComputedStyle(link).backgroundImage)
  assert.equal(await look(), 'none')
  await presses(bill, 'nav li a')
  assert.match(await look(), /^linear-gradient/)
})

/** As the browser shows it while a finger is down. */
async function presses(person, selector) {
  const tools = await person.context.newCDPSession(person.page)
  for (const domain of ['DOM', 'CSS']) await tools.send(`${domain}.enable`)
  const { root } = await tools.send('DOM.getDocument')
  const { nodeId } = await tools.send('DOM.querySelector', { nodeId: root.nodeId, selector })
  await tools.send('CSS.forcePseudoState', { nodeId, forcedPseudoClasses: ['active'] })
}

test('on a phone there is one column, with a way back', async () => {
  const bill = await story.inChat('bill', phone)
  await bill.rooms.getByRole('link', { name: 'design' }).waitFor()
  await fits(bill)
  await bill.screenshot('phone-rooms')

  await bill.rooms.getByRole('link', { name: 'design' }).tap()
  await bill.seesMessage('On the train it works')
  await fits(bill)
  await bill.screenshot('phone')
  await bill.rooms.waitFor({ state: 'hidden' })

  await bill.composer.fill('From the phone')
  await bill.page.getByRole('button', { name: 'Send' }).tap()
  await bill.seesMessageSent('From the phone')
  await bill.page.getByRole('link', { name: 'All rooms' }).tap()
  await bill.rooms.waitFor()

  const dark = await story.inChat('bill', { ...phone, colorScheme: 'dark' })
  await dark.rooms.getByRole('link', { name: 'design' }).tap()
  await dark.seesMessage('From the phone')
  await dark.screenshot('phone-dark')
})

test('A4: at 320 px nothing has to be scrolled sideways', async () => {
  const bill = await story.inChat('bill', { ...phone, viewport: { width: 320, height: 600 } })
  await fits(bill)
  await bill.rooms.getByRole('link', { name: 'design' }).tap()
  await bill.seesMessage('On the train it works')
  await fits(bill)
})

test('what one may do with a message covers no text, however narrow the window is', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('narrows')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('narrows')
  for (const text of ['One', 'Two', `Three ${'and a little more '.repeat(12)}`.trim(), 'Four'])
    for (const person of [john, bill]) {
      await person.sendMessage(`${text} of ${person.name}`)
      for (const other of [john, bill]) await other.seesMessageSent(`${text} of ${person.name}`)
    }
  await bill.composer.blur()
  for (const colorScheme of ['light', 'dark'])
    for (const width of [320, 390, 600, 760, 1280]) {
      await bill.page.emulateMedia({ colorScheme })
      await bill.page.setViewportSize({ width, height: 700 })
      await bill.page.waitForFunction((width) => innerWidth === width, width)
      const lines = await bill.messages.locator('[data-offset]').all()
      assert.equal(lines.length, 8)
      for (const line of lines) {
        const bar = line.getByRole('toolbar')
        const comesUp = () => line.hover().then(() => bar.isVisible())
        await before(0, comesUp, () => `Nothing comes up beside ${line} at ${width} px`)
        assert.deepEqual(await bar.evaluate(textUnder), [], `At ${width} px it covers text`)
        const box = await bar.boundingBox()
        assert.ok(box.x >= 0 && box.x + box.width <= width, `At ${width} px it can be seen`)
      }
      await lines[2].hover()
      await bill.screenshot(`toolbar-${width}-${colorScheme}`)
      await fits(bill)
    }
})

/** In the page: the lines of text of any message that an element lies over. */
function textUnder(bar) {
  const over = bar.getBoundingClientRect()
  const found = []
  for (const body of document.querySelectorAll('[role="log"] .text')) {
    const range = document.createRange()
    range.selectNodeContents(body)
    for (const line of range.getClientRects())
      if (line.left < over.right && over.left < line.right && line.top < over.bottom && over.top < line.bottom)
        found.push(body.textContent)
  }
  return found
}

async function talk(john, bill) {
  await bill.opens('design')
  const lines = [
    [john, 'Morning! One question about recovery: does a client that slept for a week read the log or reload?'],
    [john, 'Asking because of https://example.org/log/recovery.'],
    [
      bill,
      'It reads the log up to the limit, then says so and reloads from the newest page. Never a hole without a mark.',
    ],
    [john, 'I put the phone layout behind a gesture. Could you try it with one hand?'],
    [bill, 'On the train it works'],
  ]
  for (const [person, text] of lines) {
    await person.sendMessage(text)
    await person.seesMessageSent(text)
    for (const other of [john, bill]) await other.seesMessage(text)
  }
}

async function fits(person) {
  const { wide, wanted } = await person.page.evaluate(() => ({
    wide: innerWidth,
    wanted: document.documentElement.scrollWidth,
  }))
  assert.ok(wanted <= wide, `The page wants ${wanted} px of ${wide}`)
}

async function isDark(person, where, what) {
  await before(
    0,
    async () => (await brightness(person, where)) < 60,
    async () => `${what} is as bright as ${await brightness(person, where)}`,
  )
}

async function isLight(person) {
  await before(
    0,
    async () => (await brightness(person, 'main')) > 200,
    async () => `The page is as bright as ${await brightness(person, 'main')}`,
  )
}

function brightness(person, where) {
  return person.page.evaluate((where) => {
    const [red, green, blue] = getComputedStyle(document.querySelector(where)).backgroundColor.match(/\d+/g).map(Number)
    return (red + green + blue) / 3
  }, where)
}
