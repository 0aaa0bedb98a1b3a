import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { after, before as beforeAll, describe, test } from 'node:test'
import { chromium } from 'playwright-core'
import { before, patience } from '../lib/deadline.mjs'
import { freePort } from '../lib/server.mjs'
import { browserPath, flags } from '../lib/story.mjs'

const repository = join(import.meta.dirname, '..', '..', '..')

describe('the samples', () => {
  let browser
  const samples = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath, args: flags })
  })
  after(async () => {
    await browser?.close()
    for (const sample of samples) sample.kill('SIGKILL')
  })

  test('whoever counts, everybody sees the same number, and so does who comes later', async () => {
    const url = await start('CollaborativeCounter')
    const alice = await open(url)
    const bob = await open(url)

    await alice.click('#count')
    await shows(bob, '#value', '1')
    await bob.click('#count')
    await shows(alice, '#value', '2')

    await shows(await open(url), '#value', '2')
  })

  test('a dashboard is complete for whoever opens it, and goes on', async () => {
    const url = await start('LiveDashboard')
    const alice = await open(url)
    await shows(alice, '#viewers', '1')
    const seen = await points(alice)

    const bob = await open(url)
    await bob.waitForFunction((before) => document.querySelector('#line').points.length >= before, seen)
    await shows(alice, '#viewers', '2')
    await alice.waitForFunction((before) => document.querySelector('#line').points.length > before, seen)
    await alice.screenshot({ path: join(import.meta.dirname, '..', 'results', 'live-dashboard.png') })
  })

  async function start(name) {
    const url = `http://127.0.0.1:${await freePort()}`
    const program = join(repository, 'artifacts/bin', name, 'debug', `${name}.dll`)
    const sample = spawn('dotnet', [program, '--urls', url], {
      cwd: join(repository, 'samples', name),
      stdio: 'ignore',
    })
    samples.push(sample)
    await before(
      30_000,
      async () => {
        assert.equal(sample.exitCode, null, `${name} ended`)
        return (await fetch(url).catch(() => null))?.ok === true
      },
      () => `${name} did not become ready`,
    )
    return url
  }

  async function open(url) {
    const page = await (await browser.newContext({ viewport: { width: 800, height: 600 } })).newPage()
    page.setDefaultTimeout(patience)
    page.on('pageerror', (error) => assert.fail(error))
    await page.goto(url)
    return page
  }

  const shows = (page, selector, text) =>
    page.waitForFunction(([at, expected]) => document.querySelector(at)?.textContent === expected, [selector, text])

  const points = (page) => page.evaluate(() => document.querySelector('#line').points.length)
})
