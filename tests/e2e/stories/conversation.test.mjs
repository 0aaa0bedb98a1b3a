import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before } from '../lib/deadline.mjs'
import { stage } from '../lib/story.mjs'

const story = stage()

test('john and bill see each other’s messages, and a reload keeps them', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.opens('First thread')
  await bill.opens('First thread')
  await bill.screenshot('empty-room')

  await john.sendMessage('Is this thing on?')
  await bill.seesMessage('Is this thing on?')
  await bill.sendMessage('Loud and clear')
  await john.seesMessage('Loud and clear')
  await john.seesExactly(['Is this thing on?', 'Loud and clear'])

  await bill.page.reload()
  await bill.seesExactly(['Is this thing on?', 'Loud and clear'])
  await bill.screenshot('first-messages')
})

test('a message is with the other person in under 100 ms', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  await john.opens('First thread')
  await bill.opens('First thread')

  const delays = []
  const sendsOneMore = async () => {
    const text = `How fast is number ${delays.length + 1}?`
    await bill.page.evaluate(notesWhenItAppears, text)
    await john.page.evaluate(notesEnter)
    await john.sendMessage(text)
    await bill.seesMessage(text)
    delays.push((await bill.page.evaluate(() => window.appeared)) - (await john.page.evaluate(() => window.entered)))
    return delays.length >= 9 && Math.min(...delays) < 100
  }
  // What the program needs; whatever else the machine does meanwhile only adds to it.
  await before(0, sendsOneMore, () => `The fastest of ${delays.length} needed ${Math.min(...delays)} ms`)
  console.log(`From Enter to the other screen: ${delays.map((delay) => `${delay} ms`).join(', ')}`)
})

test('what looks like markup is shown as it was written', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  const text = '<img src=x onerror=alert(1)> & <b>b</b> &amp; 2 * 3 * 4'
  await john.sendMessage(text)
  await bill.seesMessage(text)
})

test('C1, C4, N10: Shift+Enter makes a new line, and a letter typed anywhere arrives in the composer', async () => {
  const john = await story.inChat('john')
  await john.messages.focus()
  await john.page.keyboard.press('h')
  await john.page.keyboard.type('ello')
  await john.page.keyboard.press('Shift+Enter')
  await john.page.keyboard.type('world')
  await john.hasBegun('hello\nworld')
  await john.page.keyboard.press('Enter')
  await john.seesMessage('hello\nworld')
  await john.hasBegun('')
})

test('T5: whoever reads further up is not moved, and is told of what is new', async () => {
  const john = await story.inChat('john')
  const bill = await story.inChat('bill')
  for (let i = 1; i <= 12; i++) await john.sendMessage(`A long story, part ${i}:${'\nand then'.repeat(6)}`)
  await bill.messages.getByText('A long story, part 12').waitFor()

  await bill.page.mouse.move(700, 400)
  await bill.messages.evaluate(notesWhereItComesToRest)
  await bill.page.mouse.wheel(0, -1500)
  await bill.page.getByRole('button', { name: 'Jump to latest' }).waitFor()
  const rest = await bill.page.evaluate(() => window.rest)
  await john.sendMessage('The end')
  await bill.page.getByRole('button', { name: '1 new message' }).waitFor()
  await bill.screenshot('new-below')
  assert.equal(await bill.messages.evaluate((log) => log.scrollTop), rest)

  await bill.page.getByRole('button', { name: '1 new message' }).click()
  await bill.page.getByRole('button', { name: '1 new message' }).waitFor({ state: 'detached' })
  assert.ok(await bill.message('The end').isVisible())
})

function notesWhereItComesToRest(log) {
  window.rest = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('The list did not come to rest')), 60_000)
    // At its end it may have come to rest only now, after the last message.
    const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 100
    log.addEventListener('scrollend', () => isAtEnd() || resolve(log.scrollTop))
  })
}

function notesEnter() {
  const note = ({ key }) => key === 'Enter' && (window.entered = Date.now())
  document.addEventListener('keydown', note, { once: true, capture: true })
}

function notesWhenItAppears(text) {
  const isThere = () => [...document.querySelectorAll('li .text')].some((shown) => shown.textContent === text)
  const observer = new MutationObserver(() => {
    if (!isThere()) return
    observer.disconnect()
    window.appeared = Date.now()
  })
  observer.observe(document.body, { childList: true, subtree: true })
}
