// Measures the client in Chromium on a thread of 100,000 messages beside a sidebar of 500 threads, and prints a table with the figures of
// docs/performance.md beside it: node measure.mjs [--minutes N]. It is no test: nothing fails.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { drawnAfter, heapOf, listenIn } from './lib/pace.mjs'
import { LoquatServer } from './lib/server.mjs'
import { flags } from './lib/story.mjs'
import { Person } from './lib/person.mjs'

const { minutes } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } }).values
const perSecond = 20
const message = 'main [role=log] [data-offset]'

const server = await LoquatServer.start()
await server.kill()
await server.command('db', 'seed', '--users', '50', '--threads', '499', '--messages', '5000')
await server.command('db', 'seed', '--users', '0', '--threads', '1', '--messages', '100000')
await server.run()
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
const figures = new Map()
try {
  await measure()
  print()
} finally {
  await browser.close()
  await server.stop()
}

async function measure() {
  const context = await browser.newContext({
    baseURL: server.url,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
  })
  const john = await Person.arrive('john', context, server.url)
  await john.signIn()
  const { page } = john
  await page.locator(message).first().waitFor()
  await firstLoad(context, page)

  const { large, small, other } = await rooms(page)
  await page.goto(`/#/t/${small.id}`)
  await page.reload()
  await page.locator(message).first().waitFor()
  note('opening a thread of ten for the first time, ms', null, await opens(page, other))
  await opens(page, small)
  note('opening the thread of 100,000 for the first time, ms', 300, await opens(page, large))
  await opens(page, small)
  const switches = []
  for (let i = 0; i < 20; i++) switches.push(await opens(page, i % 2 === 0 ? large : small))
  note('switching to a thread that was open before, ms (median of 20)', 100, median(switches))

  await opens(page, large)
  note('own message from Enter to the screen, ms (median of 20)', 17, median(await echoes(page)))
  note('messages in the page while scrolling, at most', 400, await scrolls(page), 0)
  await opens(page, small)
  await opens(page, large)
  await flood(page, large.id)
}

async function firstLoad(context, page) {
  const cold = await context.newPage()
  const heard = await listenIn(cold)
  await cold.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('main [role=log] [data-offset]')) return
      observer.disconnect()
      requestAnimationFrame(() => (window.firstMessageAt = performance.now()))
    }).observe(document, { subtree: true, childList: true })
  })
  const session = await context.newCDPSession(cold)
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await session.send('Network.setBypassServiceWorker', { bypass: true })
  await cold.goto('/')
  await cold.waitForFunction(() => window.firstMessageAt !== undefined)
  note(
    'from the address to the first message, without a cache, ms',
    null,
    await cold.evaluate(() => window.firstMessageAt),
  )
  await cold.waitForLoadState('networkidle')
  note('first load, everything that was sent, KB', null, heard.bytes / 1_000)
  await cold.close()
  await page.bringToFront()
}

/** The large room, and one of the others. */
function rooms(page) {
  return page.evaluate(async () => {
    const bearer = document.querySelector('meta[name="x-bearer"]').content
    const answer = await fetch('/v1/threads?limit=500', { headers: { authorization: `Bearer ${bearer}` } })
    const { threads } = await answer.json()
    const [large, small, other] = [...threads].sort((one, other) => other.offset - one.offset)
    return { large, small, other }
  })
}

function opens(page, { id, name }) {
  return drawnAfter(page, { click: `nav a[href="#/t/${id}"]`, until: message, heading: name })
}

async function echoes(page) {
  const taken = []
  for (let i = 0; i < 20; i++) {
    await page.getByRole('textbox', { name: /^Message / }).fill(`echo ${i}`)
    // In place before the key is pressed.
    await page.evaluate((text) => {
      window.echo = new Promise((resolve) => {
        let start = 0
        addEventListener('keydown', () => (start = performance.now()), { capture: true, once: true })
        new MutationObserver((_, observer) => {
          const last = [...document.querySelectorAll('main [role=log] li')].at(-1)
          if (!last?.textContent.includes(text)) return
          observer.disconnect()
          resolve(performance.now() - start)
        }).observe(document.querySelector('main'), { subtree: true, childList: true })
      })
    }, `echo ${i}`)
    await page.keyboard.press('Enter')
    taken.push(await page.evaluate(() => window.echo))
  }
  return taken
}

async function scrolls(page) {
  let most = 0
  await page.mouse.move(700, 400)
  for (let step = 0; step < 200; step++) {
    await page.mouse.wheel(0, step < 150 ? -2_500 : 2_500)
    most = Math.max(most, await page.locator(message).count())
  }
  return most
}

/** Somebody writes in the open thread all the time. */
async function flood(page, thread) {
  const session = await page.context().newCDPSession(page)
  const until = performance.now() + Number(minutes) * 60_000
  const heaps = []
  let said = 0
  while (performance.now() < until) {
    const minute = performance.now() + 60_000
    for (let due = performance.now(); due < Math.min(minute, until); due += 1_000) {
      said += await says(page, thread, said)
      await pause(Math.max(0, due + 1_000 - performance.now()))
    }
    heaps.push((await heapOf(session)) / 1_000_000)
    console.error(`${heaps.length} min, ${said} messages: ${heaps.at(-1).toFixed(1)} MB`)
  }
  note(`script memory after the first minute of ${perSecond} messages/s, MB`, null, heaps[0])
  note(`and after ${heaps.length} minutes, MB`, null, heaps.at(-1))
  note('messages in the page then', 400, await page.locator(message).count(), 0)
}

async function says(page, thread, from) {
  const bearer = await page.locator('meta[name="x-bearer"]').getAttribute('content')
  const answers = await Promise.all(
    Array.from({ length: perSecond }, (_, i) =>
      fetch(`${server.url}/v1/threads/${thread}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({ text: `flood ${from + i}` }),
      }),
    ),
  )
  const failed = answers.find(({ ok }) => !ok)
  if (failed) throw new Error(`A message was answered with ${failed.status}`)
  return perSecond
}

function note(what, aim, figure, digits = 1) {
  figures.set(what, { aim, figure: figure.toFixed(digits) })
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
}

function print() {
  const before = lastRelease()
  console.log('| | aim | last release | now |\n|---|---|---|---|')
  for (const [what, { aim, figure }] of figures)
    console.log(`| ${what} | ${aim ?? ''} | ${before.get(what) ?? ''} | ${figure} |`)
}

/** The last column of the table below the heading that names this program. */
function lastRelease() {
  const text = readFileSync(join(import.meta.dirname, '../../docs/performance.md'), 'utf8')
  const [, section = ''] = text.split('## The client in a browser')
  const rows = section.split('\n## ')[0].matchAll(/^\| ([^|]+?) \|.* ([\d.,]+) \|$/gm)
  return new Map([...rows].map(([, what, figure]) => [what, figure]))
}
