import assert from 'node:assert/strict'
import { test } from 'node:test'
import { becomes } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'

const story = stage()

test('who has a German browser finds everything in German, and can choose another language', async () => {
  const john = await story.inChat('john')
  const bill = await story.person('bill', { locale: 'de-AT' })
  await bill.page.goto('/login')
  await bill.page.getByLabel('Benutzername').fill('bill')
  await bill.page.getByLabel('Passwort').fill('secret')
  await bill.screenshot('german-sign-in')
  await bill.page.getByRole('button', { name: 'Anmelden' }).click()
  const rooms = bill.page.getByRole('navigation', { name: 'Räume' })
  await rooms.getByRole('link', { name: 'First thread' }).click()
  assert.equal(await bill.page.locator('html').getAttribute('lang'), 'de-AT')
  await bill.page.getByRole('textbox', { name: 'Nachricht an First thread' }).fill('Grüß euch')
  await bill.page.getByRole('button', { name: 'Senden' }).click()
  await john.opens('First thread')
  await john.seesMessage('Grüß euch')
  await bill.page
    .locator('time')
    .filter({ hasText: /^\d\d:\d\d$/ })
    .first()
    .waitFor()
  await bill.screenshot('german')

  await bill.page.getByRole('button', { name: 'Einstellungen' }).click()
  await bill.page.getByRole('dialog', { name: 'Einstellungen' }).waitFor()
  await bill.screenshot('german-settings')
  await bill.page.getByRole('combobox', { name: 'Sprache' }).selectOption('English')
  await bill.page.getByRole('dialog', { name: 'Settings' }).waitFor()
  await bill.page.keyboard.press('Escape')
  await bill.composer.waitFor()
  await bill.page.reload()
  await bill.composer.waitFor()
  assert.equal(await bill.page.locator('html').getAttribute('lang'), 'en')
  // The pages of the server go by the choice, too.
  await bill.page.goto('/logout')
  await bill.page.getByRole('heading', { name: 'Sign out?' }).waitFor()
})

test('C8: emoji have German names, and their English ones between colons', async () => {
  const bill = await story.person('bill', { locale: 'de-DE' })
  await bill.page.goto('/login')
  await bill.page.getByLabel('Benutzername').fill('bill')
  await bill.page.getByLabel('Passwort').fill('secret')
  await bill.page.getByRole('button', { name: 'Anmelden' }).click()
  await bill.page.getByRole('navigation', { name: 'Räume' }).getByRole('link', { name: 'First thread' }).click()
  const field = bill.page.getByRole('textbox', { name: 'Nachricht an First thread' })
  await field.pressSequentially(':Rak')
  await bill.page.getByRole('option', { name: 'Rakete' }).waitFor()
  await field.press('Enter')
  await field.pressSequentially(':tada: :pfirsich:')
  await becomes('What bill has begun', () => field.inputValue(), '🚀 🎉 🍑')
  await bill.page.getByRole('button', { name: 'Emoji' }).click()
  await bill.page.getByRole('searchbox', { name: 'Emoji suchen' }).fill('weltraum')
  await bill.page.getByRole('button', { name: 'Rakete' }).waitFor()
  await bill.screenshot('german-emoji')
  await bill.page.keyboard.press('Escape')
  await field.fill('')
})

test('a word from the right is read from the right, in whatever page it stands', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('First thread')
  await john.sendMessage('שלום לכולם, מה שלומכם?')
  await john.sendMessage('مرحبا `code.Run()` bill')
  await bill.seesMessage('שלום לכולם, מה שלומכם?')
  assert.equal(await direction(bill, 'שלום לכולם, מה שלומכם?'), 'rtl')
  await john.sendMessage('Good day to you')
  await bill.seesMessage('Good day to you')
  assert.equal(await direction(bill, 'Good day to you'), 'ltr')
  await bill.composer.fill('שלום')
  assert.equal(await bill.composer.evaluate((field) => getComputedStyle(field).direction), 'rtl')
  await bill.screenshot('scripts')
})

for (const [size, options] of Object.entries({
  wide: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
})) {
  test(`a page that is written from the right is the other way round, ${size}`, async () => {
    const john = await story.inChat('john')
    await john.opens('First thread')
    await john.sendMessage('Plums, **ripe** ones\n\n- red\n- blue\n\n> and quoted')
    await john.sendMessage('שלום לכולם')
    const bill = await story.person('bill', options)
    await bill.context.addInitScript(turnAround)
    await bill.signIn()
    await bill.screenshot(`turned-rooms-${size}`)
    await fits(bill)
    await bill.rooms.getByRole('link', { name: 'First thread' }).click()
    await bill.sendMessage('On my way')
    if (size === 'phone') await bill.page.getByRole('button', { name: 'Send' }).tap()
    await bill.seesMessageSent('On my way')
    await bill.screenshot(`turned-${size}`)
    await fits(bill)

    if (size === 'wide') {
      const list = await bill.rooms.boundingBox()
      assert.ok(list && list.x > 640, 'The rooms are at the right')
      await bill.presses(bill.message('On my way'), 'More')
      await bill.page.getByRole('button', { name: 'Copy link' }).waitFor()
      await bill.screenshot('turned-menu')
      await bill.page.keyboard.press('Escape')
    }
    const own = await bill.message('On my way').locator('.body').first().boundingBox()
    const width = options.viewport.width
    assert.ok(own && own.x < width / 4, 'What is mine is at the left')
    const bend = await bill.page
      .locator('.pointing')
      .first()
      .evaluate((icon) => getComputedStyle(icon).scale)
    assert.equal(bend, '-1 1')
    for (const name of ['Members', 'Pinned messages']) {
      const tool = bill.page.getByRole('banner').getByRole('button', { name })
      if (!(await tool.isVisible())) continue
      await tool.click()
      await bill.page.getByRole('complementary', { name }).waitFor()
      await fits(bill)
      await bill.page.getByRole('button', { name: size === 'phone' ? 'Back' : 'Close' }).click()
    }
  })
}

function turnAround() {
  const turn = () => {
    if (document.documentElement && document.documentElement.dir !== 'rtl') document.documentElement.dir = 'rtl'
  }
  new MutationObserver(turn).observe(document, { attributeFilter: ['dir'], childList: true, subtree: true })
}

function direction(person, text) {
  return person
    .message(text)
    .locator('.text')
    .evaluate((element) => getComputedStyle(element).direction)
}

async function fits(person) {
  const [inner, outer] = await person.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(inner <= outer, `Nothing sticks out: ${inner} of ${outer} pixels`)
}
