import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage({ worker: true })
const themes = { light: {}, dark: { colorScheme: 'dark' }, contrast: { contrast: 'more' } }

const csharp = `\`\`\`csharp
// Whoever is late gets the rest.
public async Task<int> Share(Basket basket, int people = 3)
{
    if (basket is { Count: 0 }) throw new Empty("No plums left");
    return await basket.Take(7) / people;
}
\`\`\``
const diff = '```diff\n- const price = 12\n+ const price = 14\n```'
const shell = '```sh\nfor room in $(ls rooms); do echo "$room" # each\ndone\n```'

test('code is coloured when there is some, by what is loaded then', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (const person of [john, bill]) await person.opens('First thread')
  await writes(john, '```\nno language\n```')
  await writes(john, '```plums\nno such language\n```')
  await bill.seesText('no such language')
  assert.equal(await grammars(bill), 0, 'Nothing is loaded for code in no known language')

  await writes(john, csharp)
  await bill.page.locator('pre .keyword').getByText('public', { exact: true }).waitFor()
  assert.equal(await grammars(bill), 1, 'The grammars are loaded once')
  const shown = await bill.page.locator('pre').filter({ hasText: 'Whoever is late' }).innerText()
  assert.equal(shown, csharp.split('\n').slice(1, -1).join('\n'), 'The text is as it was written')
})

for (const [theme, options] of Object.entries(themes)) {
  test(`A4: every token of code can be read, in ${theme}`, async () => {
    const bill = await story.inChat('bill', options)
    await bill.opens('First thread')
    for (const code of [diff, shell]) await writes(bill, code)
    await bill.page.locator('pre .added').first().waitFor()
    await bill.page.locator('pre .keyword').last().waitFor()
    await bill.screenshot(`code-${theme}`)
  })
}

test('a page that is opened without a connection has the colours, too', async () => {
  const bill = await story.inChat('bill')
  await bill.opens('First thread')
  await bill.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const kept = await bill.page.evaluate(async () => {
    const files = []
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) files.push(url)
    return files.filter((url) => /\/assets\/(highlighting|de)-/.test(url)).length
  })
  assert.equal(kept, 2, 'The grammars and the other language are kept for it')
})

async function writes(person, text) {
  await person.composer.fill(text)
  await person.page.getByRole('button', { name: 'Send' }).click()
}

/** How many files of grammars the page has loaded. */
function grammars(person) {
  return person.page.evaluate(
    () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/highlighting-')).length,
  )
}
