import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writesMany } from '../lib/many.mjs'
import { stage } from '../lib/story.mjs'
import { Wire } from '../lib/wire.mjs'

const story = stage()
const count = 240

test('T6: history comes in pages as one scrolls up, and the line under the eye does not move', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('archive')
  await writesMany(john, { count })
  await john.page.reload()
  await john.seesMessage(`line ${count}`)
  assert.ok((await john.texts()).length < count, 'Opening does not load everything')

  const shifts = []
  for (let shown = (await john.texts()).length; shown < count; shown = (await john.texts()).length)
    shifts.push(await john.page.evaluate(shiftWhileOlderComes))
  console.log(`The line under the eye moved by ${shifts.map((shift) => `${shift.toFixed(2)} px`).join(', ')}`)
  assert.ok(shifts.length >= 2, 'Several pages were loaded')
  assert.ok(
    shifts.every((shift) => Math.abs(shift) <= 1),
    `It moved: ${shifts}`,
  )

  const texts = await john.texts()
  assert.deepEqual(
    texts.map((text) => text.split('\n')[0]),
    Array.from({ length: count }, (_, i) => `line ${i + 1}`),
  )
  await john.page.mouse.move(700, 400)
  await john.page.mouse.wheel(0, -1e6)
  await john.seesText('This is where archive begins')
  await john.screenshot('history-start')
})

test('K2: after a long absence everything is there, without a hole', async () => {
  const john = await story.inChat('john')
  const bill = await story.person('bill')
  const wire = await Wire.lay(bill.context)
  await bill.signIn()
  await bill.opens('archive')
  await bill.seesMessage(`line ${count}`)

  await wire.cut()
  await bill.seesText('Not connected')
  await john.opens('archive')
  // More than comes with the answer to the reconnect, and more than the timeline holds at a time.
  const missed = 420
  await writesMany(john, { count: missed, from: count + 1 })
  wire.mend()
  await bill.seesMessage(`line ${count + missed}`)
  await bill.screenshot('caught-up')

  const shown = (await bill.texts()).flatMap(
    (text) =>
      text
        .match(/^line (\d+)/)
        ?.slice(1)
        .map(Number) ?? [],
  )
  const last = count + missed
  assert.deepEqual(
    shown,
    shown.map((_, index) => last - shown.length + 1 + index),
  )
  assert.equal(await bill.page.locator('.gap').count(), 0)
})

/** Scrolls near the top, and measures how far a message there has moved once older ones have come. */
async function shiftWhileOlderComes() {
  const log = document.querySelector('[role="log"]')
  const list = log.querySelector('ol')
  const came = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('No older messages came')), 60_000)
    const observer = new MutationObserver((changes) => {
      if (!changes.some((change) => [...change.addedNodes].some((node) => node.nodeName === 'LI'))) return
      observer.disconnect()
      requestAnimationFrame(() => requestAnimationFrame(resolve))
    })
    observer.observe(list, { childList: true })
  })
  log.scrollTop = 240
  const edge = log.getBoundingClientRect().top
  const eye = [...list.querySelectorAll('[data-anchor]')].find((line) => line.getBoundingClientRect().bottom > edge)
  const before = eye.getBoundingClientRect().top
  await came
  return eye.getBoundingClientRect().top - before
}
