import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passes } from '../lib/axe.mjs'
import { becomes } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'
import { Wire } from '../lib/wire.mjs'

const story = stage()
const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

test('N7: a slash and Ctrl+Shift+F search this room, and other letters go to the composer', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('cellar')
  await says(john, 'Plums keep in the cellar', 'Apples do too')
  await john.createsRoom('orchard')
  await says(john, 'Plums are ripe', 'Where is the ladder?')

  await john.page.getByRole('heading', { name: 'orchard', level: 1 }).click()
  await john.page.keyboard.press('/')
  await john.hasFocusIn(field(john))
  await john.page.keyboard.type('plums')
  await found(john, ['Plums are ripe'])
  await john.hasBegun('')
  assert.deepEqual(await found(john).locator('mark').allInnerTexts(), ['Plums'])
  await john.page.getByRole('status').getByText('1 message').waitFor()

  await john.page.keyboard.press('Escape')
  await field(john).waitFor({ state: 'detached' })
  await john.composer.fill('A line with / in it')
  await john.composer.press('/')
  assert.equal(await field(john).count(), 0)
  await john.composer.press('Control+Shift+F')
  await john.page.keyboard.type('ladder')
  await found(john, ['Where is the ladder?'])
})

test('T12: a search without result repeats the query and offers to look everywhere', async () => {
  const john = await story.inChat('john')
  await john.opens('orchard')
  await john.page.getByRole('button', { name: 'Search', exact: true }).click()
  await field(john).fill('apples')
  await john.seesText('Nothing in orchard says “apples”.')
  await john.screenshot('search-none')
  await john.page.getByRole('button', { name: 'Search everywhere' }).click()
  await found(john, ['Apples do too'])
  await field(john).fill('nobody says this')
  await john.seesText('Nothing that you can read says “nobody says this”.')
  await field(john).fill('from:bill')
  await john.seesText('Nothing that you can read says “from:bill”.')
  await field(john).fill('???')
  await john.seesText('Messages with all of the words are found')
})

test('T8: a result leads to its message in another room; Escape and Back return to the results', async () => {
  const john = await story.inChat('john')
  await john.opens('orchard')
  await john.page.keyboard.press('Control+Shift+F')
  await field(john).fill('plums')
  await john.page.locator('label').filter({ hasText: 'Everywhere' }).click()
  await found(john, ['Plums are ripe', 'Plums keep in the cellar'])
  await john.screenshot('search')
  await field(john).press('ArrowDown')
  await field(john).press('Enter')
  await john.page.getByRole('heading', { name: 'cellar', level: 1 }).waitFor()
  await john.seesLit('Plums keep')
  await found(john, ['Plums are ripe', 'Plums keep in the cellar'])

  await john.page.keyboard.press('Escape')
  await john.page.getByRole('heading', { name: 'orchard', level: 1 }).waitFor()
  await found(john, ['Plums are ripe', 'Plums keep in the cellar'])
  const selected = john.page.getByRole('option', { selected: true })
  await selected.getByText('cellar').first().waitFor()
  assert.equal(await selected.count(), 1)

  await john.page.getByRole('option').first().click()
  await john.seesLit('Plums are ripe')
  await john.page.goBack()
  await found(john, ['Plums are ripe', 'Plums keep in the cellar'])
  await john.page.keyboard.press('Escape')
  await field(john).waitFor({ state: 'detached' })
})

test('what is edited and deleted is found as it is, in a branch too, and not where one may not read', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('vault', { isPrivate: true })
  await says(john, 'Plums of gold')
  await bill.composer.waitFor()
  await bill.page.keyboard.press('Control+Shift+F')
  await bill.page.locator('label').filter({ hasText: 'Everywhere' }).click()
  await field(bill).fill('plums')
  await found(bill, ['Plums are ripe', 'Plums keep in the cellar'])
  await bill.page.keyboard.press('Control+k')
  await bill.hasFocusIn(bill.page.getByRole('combobox', { name: 'Room or person' }))
  await bill.page.keyboard.type('of gold')
  await bill.page.getByRole('option', { name: 'Search messages for “of gold”' }).click()
  await bill.seesText('Nothing that you can read says “of gold”.')
})

test('more pages come while one scrolls', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('barrels')
  for (let i = 1; i <= 45; i++) await john.sendMessage(`barrel ${i}`)
  await john.seesMessageSent('barrel 45')
  await john.page.keyboard.press('Control+Shift+F')
  await field(john).fill('barrel')
  await john.page.getByRole('status').getByText('20 messages, and there are more').waitFor()
  await john.page.locator('.results').evaluate((list) => list.scrollTo(0, list.scrollHeight))
  await john.page.getByRole('status').getByText('40 messages, and there are more').waitFor()
  // Not with the mouse: on the way to it the list would show more by itself.
  await john.page.getByRole('button', { name: 'Show more' }).dispatchEvent('click')
  await john.page.getByRole('status').getByText('45 messages', { exact: true }).waitFor()
})

test('without a connection it says so, and goes on when there is one', async () => {
  const john = await story.person('john')
  const wire = await Wire.lay(john.context)
  await john.signIn()
  await john.opens('orchard')
  await wire.cut()
  await john.page.getByText('Messages will be sent when you’re back').first().waitFor()
  await john.page.keyboard.press('Control+Shift+F')
  await field(john).fill('ladder')
  await john.seesText('Search needs a connection.')
  await john.screenshot('search-offline')
  await wire.mend()
  await found(john, ['Where is the ladder?'])
})

for (const [theme, options] of Object.entries({
  light: {},
  dark: { colorScheme: 'dark' },
  contrast: { contrast: 'more' },
})) {
  test(`A4: axe-core objects to nothing in a search, in ${theme}`, async () => {
    const john = await story.inChat('john', options)
    await john.opens('orchard')
    await john.page.keyboard.press('Control+Shift+F')
    await field(john).fill('plums')
    await found(john, ['Plums are ripe'])
    await passes(john, 'a search')
    await john.screenshot(`search-${theme}`)
    await field(john).fill('nothing')
    await john.seesText('Nothing in orchard says “nothing”.')
    await passes(john, 'a search without result')
  })
}

test('T8: on a phone the search is a page, and Back returns to it', async () => {
  const john = await story.inChat('john', phone)
  await john.rooms.getByRole('link', { name: 'orchard' }).tap()
  await john.page.getByRole('button', { name: 'What to do with the room' }).tap()
  await john.page.getByRole('dialog').getByRole('button', { name: 'Search', exact: true }).tap()
  await field(john).fill('plu')
  await found(john, ['Plums are ripe'])
  const wanted = await john.page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wanted <= 320, `The page wants ${wanted} px of 320`)
  await john.screenshot('search-phone')
  await john.page.getByRole('option').first().tap()
  await john.seesLit('Plums are ripe')
  await john.page.goBack()
  await found(john, ['Plums are ripe'])
})

async function says(person, ...texts) {
  for (const text of texts) {
    await person.sendMessage(text)
    await person.seesMessageSent(text)
  }
}

function field(person) {
  return person.page.getByRole('combobox', { name: 'Search messages' })
}

/** The list of results; with texts, once it has these, in this order. */
function found(person, texts) {
  const list = person.page.getByRole('listbox', { name: 'Found messages' })
  if (!texts) return list
  return becomes(`What ${person.name} finds`, () => list.locator('.text').allInnerTexts(), texts)
}
