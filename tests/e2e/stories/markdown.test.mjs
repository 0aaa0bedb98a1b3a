import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage()
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

const report = `**Harvest report**, _preliminary_ (see https://example.org/harvest):

| Fruit | Trees | Crates |
|:--|--:|--:|
| Plums | 12 | 140 |
| Pears | 7 | 61 |

1. Weigh with \`scale --tare\`
2. Write it down:

\`\`\`
for crate in crates:
    book.add(crate.weigh(), note="never round, not even when the last digit is a seven")
\`\`\`

> Last year it was ~~90~~ 95 crates.`

test('what is written in markdown looks like what it says, for both', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('harvest')
  await bill.opens('harvest')
  await sends(john, report)
  await sends(john, '@bill, who won the pie contest? ||**Mara**, again||')
  await sends(bill, 'Not `me`, then. The recipe:\n\n- flour\n- butter\n- _a lot_ of plums')

  for (const person of [john, bill]) {
    const table = person.messages.getByRole('table')
    await table.waitFor()
    assert.deepEqual(await table.getByRole('cell').allInnerTexts(), ['Plums', '12', '140', 'Pears', '7', '61'])
    const link = person.messages.getByRole('link', { name: 'https://example.org/harvest' })
    assert.equal(await link.getAttribute('rel'), 'noopener noreferrer nofollow')
  }
  await bill.screenshot('markdown')
  const spoiler = bill.messages.getByRole('button', { name: 'Show the spoiler' })
  await spoiler.waitFor()
  assert.equal(await bill.messages.getByText('Mara').isVisible(), false)
  await spoiler.focus()
  await bill.page.keyboard.press('Enter')
  await bill.messages.getByText('Mara').waitFor()
})

test('lines keep their indent, emoji alone are large, and a wide table scrolls by itself', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('shapes')
  const row = '| some words that stand in a cell | and more of them | 123456789 | and the end of it |'
  for (const text of ['for tree in trees:\n    pick(tree)', '🍐', `| a | b | c | d |\n|---|---|---|---|\n${row}`])
    await sends(john, text)
  const tops = await john.page
    .getByText('pick(tree)')
    .evaluate((line) => [getComputedStyle(line).whiteSpace, line.textContent])
  assert.deepEqual(tops, ['pre-wrap', 'for tree in trees:\n    pick(tree)'])
  const large = await john.messages.getByText('🍐', { exact: true }).boundingBox()
  assert.ok(large.height > 30, `The pear is ${large.height} px high`)

  const bill = await story.inChat('bill', phone)
  await bill.rooms.getByRole('link', { name: 'shapes' }).tap()
  await bill.seesMessage('🍐')
  const table = bill.messages.locator('.wide')
  const [inner, outer] = await table.evaluate((box) => [box.scrollWidth, box.clientWidth])
  assert.ok(inner > outer + 100, `The table has ${inner} px in ${outer}`)
  const [wanted, wide] = await bill.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(wanted <= wide, `The page wants ${wanted} px of ${wide}`)
  await bill.screenshot('shapes-phone')
})

test('a long message folds, and unfolds without moving what is above it', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.createsRoom('log')
  await bill.opens('log')
  await sends(john, Array.from({ length: 60 }, (_, i) => `${i + 1}. what happened then`).join('\n'))
  const unfold = bill.messages.getByRole('button', { name: 'Show all' })
  await unfold.waitFor()
  await bill.screenshot('folded')
  const height = () =>
    bill.messages
      .locator('.text')
      .first()
      .evaluate((text) => text.clientHeight)
  const folded = await height()
  await unfold.click()
  await bill.messages.getByRole('button', { name: 'Show less' }).waitFor()
  assert.ok((await height()) > folded * 2)
})

test('in the dark and on a phone', async () => {
  const dark = await story.inChat('bill', { colorScheme: 'dark' })
  await dark.opens('harvest')
  await dark.messages.getByRole('table').waitFor()
  await dark.screenshot('markdown-dark')

  const bill = await story.inChat('bill', phone)
  await bill.rooms.getByRole('link', { name: 'harvest' }).tap()
  await bill.messages.getByRole('table').scrollIntoViewIfNeeded()
  const { wide, wanted } = await bill.page.evaluate(() => ({
    wide: innerWidth,
    wanted: document.querySelector('[role="log"]').scrollWidth,
  }))
  assert.ok(wanted <= wide, `The messages want ${wanted} px of ${wide}`)
  await bill.screenshot('markdown-phone')
})

async function sends(person, text) {
  await person.composer.fill(text)
  // Enter goes on with a list.
  await person.page.getByRole('button', { name: 'Send', exact: true }).click()
  await person.page.locator('.underway').waitFor({ state: 'detached' })
}
