import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { becomes, before, patience } from './deadline.mjs'

const results = join(import.meta.dirname, '..', 'results')

/** Somebody at a browser, who does and sees what people do and see. */
export class Person {
  #trouble = []

  constructor(name, context, page) {
    this.name = name
    this.context = context
    this.page = page
    this.messages = page.getByRole('log', { name: 'Messages' })
    this.rooms = page.getByRole('navigation', { name: 'Rooms' })
    this.composer = page.getByRole('textbox', { name: /^Message / })
  }

  static async arrive(name, context, url) {
    context.setDefaultTimeout(patience)
    await context.addInitScript(notesWhatIsLit)
    const person = new Person(name, context, await context.newPage())
    person.#watch(url)
    return person
  }

  async signIn(password = 'secret') {
    await this.page.goto('/login')
    await this.page.getByLabel('Username').fill(this.name)
    await this.page.getByLabel('Password').fill(password)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
    if (password === 'secret') await this.rooms.waitFor()
  }

  async opens(room) {
    await this.rooms.getByRole('link', { name: room }).click()
    await this.page.getByRole('heading', { name: room, level: 1 }).waitFor()
  }

  async createsRoom(name, { isPrivate = false } = {}) {
    await this.page.getByRole('button', { name: 'New room' }).click()
    await this.page.getByLabel('Name').fill(name)
    if (isPrivate) await this.page.getByRole('checkbox', { name: /^Private/ }).check()
    await this.page.getByRole('button', { name: 'Create room' }).click()
    await this.page.getByRole('heading', { name, level: 1 }).waitFor()
  }

  /** From the menu of the room that is open. */
  async choosesForRoom(item) {
    await this.page.getByRole('button', { name: 'What to do with the room' }).click()
    await this.page.getByRole('button', { name: item }).click()
  }

  async sendMessage(text) {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  message(text) {
    return this.messages.getByRole('listitem').filter({ has: this.page.getByText(text, { exact: true }) })
  }

  async seesMessage(text) {
    await this.message(text)
      .first()
      .waitFor()
      .catch(() => assert.fail(`${this.name} does not see the message "${text}"`))
  }

  /** Also that it is no longer on its way. */
  async seesMessageSent(text) {
    await this.seesMessage(text)
    const onItsWay = this.page.locator('.underway, .failed').filter({ has: this.page.getByText(text, { exact: true }) })
    await onItsWay
      .waitFor({ state: 'detached' })
      .catch(() => assert.fail(`The message "${text}" of ${this.name} is still not sent`))
  }

  /** The texts of all messages in the list, from top to bottom. */
  async texts() {
    return this.messages.locator('li .text').allInnerTexts()
  }

  async seesExactly(texts) {
    for (const text of texts) await this.seesMessageSent(text)
    const mentioned = (await this.texts()).filter((text) => texts.includes(text))
    assert.deepEqual(mentioned, texts, `${this.name} sees the messages once and in order`)
  }

  async seesText(text) {
    await this.page
      .getByText(text)
      .first()
      .waitFor()
      .catch(() => assert.fail(`${this.name} does not see "${text}"`))
  }

  /** One of the buttons that come up beside a message while the mouse is over it, which is over when the message moves away below the mouse. */
  async presses(message, name) {
    const button = message.getByRole('button', { name, exact: true })
    const isPressed = async () => {
      await message.hover()
      return button.click({ timeout: 10_000 }).then(
        () => true,
        () => false,
      )
    }
    await before(0, isPressed, () => `${this.name} finds no "${name}" beside ${message}`)
  }

  /** A message that somebody was led to. It is lit for a moment only, which may be over by now. */
  async seesLit(text) {
    await before(
      0,
      () => this.page.evaluate((text) => window.wasLit(text), text),
      () => `"${text}" was not lit up for ${this.name}`,
    )
  }

  /** In the field of the open room. */
  async hasBegun(text) {
    await becomes(`What ${this.name} has begun`, () => this.composer.inputValue(), text)
  }

  async hasTitle(title) {
    await becomes(`The title of ${this.name}`, () => this.page.title(), title)
  }

  /** What is typed next is for this field. */
  async hasFocusIn(field) {
    await field
      .and(this.page.locator(':focus'))
      .waitFor()
      .catch(() => assert.fail(`${this.name} is not in the field "${field}"`))
  }

  /** The link that was copied last; the clipboard has it a little later than the press. */
  async copiedLink() {
    let link
    await before(
      0,
      async () => (link = await this.page.evaluate(() => navigator.clipboard.readText())).includes('/#/t/'),
      () => `${this.name} has copied "${link}"`,
    )
    return link
  }

  /** For whoever changes the looks: where a machine checks, nobody looks at it. */
  async screenshot(name) {
    if (process.env.CI === 'true') return
    await mkdir(results, { recursive: true })
    await this.page.screenshot({ path: join(results, `${name}.png`) })
  }

  /** Neither an error in a script, nor anything the page's policy had to stop, nor a request to another host. */
  hadNoTrouble() {
    assert.deepEqual(this.#trouble, [], `${this.name} had no trouble`)
  }

  #watch(url) {
    this.page.on('pageerror', (error) => this.#trouble.push(String(error)))
    this.page.on('console', (line) => {
      if (/Content.Security.Policy/i.test(line.text())) this.#trouble.push(line.text())
    })
    this.page.on('request', (request) => {
      // A picture that has not left the page yet is its own.
      if (
        !request
          .url()
          .replace(/^blob:/, '')
          .startsWith(url)
      )
        this.#trouble.push(`asked ${request.url()}`)
    })
  }
}

/** In the page: remembers which messages were lit up, each until somebody asks for it. */
function notesWhatIsLit() {
  const lit = document.getElementsByClassName('lit')
  const noted = new Set()
  let before = []
  new MutationObserver(() => {
    for (const message of lit) if (!before.includes(message)) noted.add(message)
    before = [...lit]
  }).observe(document, { attributeFilter: ['class'], childList: true, subtree: true })
  window.wasLit = (text) => {
    const message = [...noted].find(({ textContent }) => textContent.includes(text))
    return noted.delete(message)
  }
}
