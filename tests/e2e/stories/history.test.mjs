import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'
import { Wire } from '../lib/wire.mjs'

const story = stage()
const count = 240

test('T6: history comes in pages as one scrolls up, and the line under the eye does not move', async () => {
  const john = await story.inChat('john')
  await john.createsRoom('archive')
  await john.page.evaluate(writeMany, { count, from: 1 })
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
  await john.page.evaluate(writeMany, { count: missed, from: count + 1 })
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

/** Writes into the open room as fast as the server takes it, over a connection of its own. */
async function writeMany({ count, from }) {
  const thread = Number(location.hash.split('/').at(-1))
  const authToken = document.querySelector('meta[name="x-bearer"]').content
  const socket = new WebSocket(`ws://${location.host}/connection/websocket`)
  await new Promise((resolve) => (socket.onopen = resolve))
  let waiting = count + 1
  const done = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`${waiting} answers did not come`)), 60_000)
    socket.onmessage = ({ data }) => {
      for (const line of data.split('\n').filter((text) => text !== '')) {
        const reply = JSON.parse(line)
        if (reply.error) reject(new Error(line))
        else if (Object.keys(reply).length === 0) socket.send('{}')
        else if (reply.id && --waiting === 0) resolve()
        else if (reply.id && sent < from + count) send()
      }
    }
  })
  let sent = from
  const send = () => {
    const message = `line ${sent}${'\nwith more below'.repeat(sent % 4)}`
    socket.send(
      JSON.stringify({ id: ++sent, rpc: { method: 'thread:publish', data: { authToken, id: thread, message } } }),
    )
  }
  socket.send(JSON.stringify({ id: 1, connect: { data: { authToken } } }))
  await done
  socket.close()
}

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
