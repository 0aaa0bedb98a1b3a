import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { after, before as beforeAll, describe, test } from 'node:test'
import { chromium } from 'playwright-core'
import { before, patience } from '../lib/deadline.mjs'
import { freePort, program } from '../lib/server.mjs'
import { browserPath, flags } from '../lib/story.mjs'

describe('the engine’s admin page', () => {
  let browser, engine, url

  beforeAll(async () => {
    url = `http://127.0.0.1:${await freePort()}`
    engine = spawn('dotnet', [program, 'engine', '--urls', url], {
      stdio: 'ignore',
      env: {
        ...process.env,
        CENTRIFUGO_ADMIN_ENABLED: 'true',
        CENTRIFUGO_ADMIN_PASSWORD: 'apricot',
        CENTRIFUGO_CLIENT_INSECURE: 'true',
      },
    })
    await before(
      30_000,
      async () => (await fetch(`${url}/health`).catch(() => null))?.ok === true,
      () => 'The engine did not become ready',
    )
    browser = await chromium.launch({ executablePath: browserPath, args: flags })
  })
  after(async () => {
    await browser?.close()
    engine?.kill('SIGKILL')
  })

  test('shows what the node carries to who knows the password, and acts on it', async () => {
    const page = await (await browser.newContext({ viewport: { width: 1000, height: 900 } })).newPage()
    page.setDefaultTimeout(patience)
    const complaints = []
    page.on('pageerror', (error) => complaints.push(error))
    await page.goto(url)
    await page.getByLabel('Password').fill('plum')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('That is not the password.').waitFor()
    await page.getByLabel('Password').fill('apricot')
    await page.getByRole('button', { name: 'Sign in' }).click()

    const visitor = await (await browser.newContext()).newPage()
    await visitor.goto(url)
    visitor.setDefaultTimeout(patience)
    await visitor.evaluate((url) => {
      const client = new WebSocket(`${url.replace('http', 'ws')}/connection/websocket`)
      window.heard = ''
      client.onmessage = ({ data }) => (window.heard += data)
      client.onopen = () => client.send('{"id":1,"connect":{}}\n{"id":2,"subscribe":{"channel":"news"}}')
    }, url)
    const hears = (text) => visitor.waitForFunction((text) => window.heard.includes(text), text)
    await hears('"id":2')

    await page.locator('#nodes td:nth-child(4)', { hasText: '1' }).waitFor()
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('cell', { name: 'news' }).waitFor()
    await page.getByLabel('Channel', { exact: true }).fill('news')
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Published.').waitFor()
    await hears('"text":"hello"')
    await page.screenshot({ path: join(import.meta.dirname, '..', 'results', 'admin-page.png'), fullPage: true })

    await page.getByLabel('User', { exact: true }).fill('nobody')
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByText('The user’s connections were told to end.').waitFor()
    assert.deepEqual(complaints, [])
  })
})
