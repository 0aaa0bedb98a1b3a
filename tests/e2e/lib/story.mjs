import { existsSync } from 'node:fs'
import { after, afterEach, before as beforeAll } from 'node:test'
import { chromium as playwright } from 'playwright-core'
import { Person } from './person.mjs'
import { LoquatServer } from './server.mjs'

const chromium = '/usr/bin/chromium'
const shell = '/usr/bin/chromium-headless-shell'

/** Chromium without its own window, which draws the same with half of the work; with the window, where there is no other. */
export const browserPath = process.env.CHROMIUM ?? (existsSync(shell) ? shell : chromium)

export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Gives the stories of one file a server and a browser, and ends both with them; people leave at the end of their story. With `worker`, each
 * browser profile keeps the program for when there is no connection: it fetches and stores all of it, which stories that never come back to
 * it would only wait for. With `window`, the browser is the one that people have, which can install what they visit.
 */
export function stage({ worker = false, window = false } = {}) {
  const leaving = []
  const story = {
    /** @type {LoquatServer} */ server: undefined,
    /** @type {import('playwright-core').Browser} */ browser: undefined,
    people: [],

    /** Somebody with a browser profile of their own. */
    async person(name, options = {}) {
      const context = await story.browser.newContext({
        baseURL: story.server.url,
        locale: 'en-GB',
        viewport: { width: 1280, height: 800 },
        serviceWorkers: worker ? 'allow' : 'block',
        ...options,
      })
      const person = await Person.arrive(name, context, story.server.url)
      story.people.push(person)
      leaving.push(person)
      return person
    },

    /** Somebody who is in the chat already. */
    async inChat(name, options) {
      const person = await story.person(name, options)
      await person.signIn()
      return person
    },
  }

  beforeAll(async () => {
    const executablePath = window ? chromium : browserPath
    await Promise.all([
      LoquatServer.start().then((server) => (story.server = server)),
      playwright.launch({ executablePath, args: flags }).then((browser) => (story.browser = browser)),
    ])
  })
  // Who is no longer looked at would go on drawing what the next story does.
  afterEach(async () => {
    await Promise.all(leaving.splice(0).map((person) => person.context.close()))
  })
  after(async () => {
    await story.browser?.close()
    await story.server?.stop()
    for (const person of story.people) person.hadNoTrouble()
  })
  return story
}
