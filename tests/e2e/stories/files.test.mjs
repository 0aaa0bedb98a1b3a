import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passes } from '../lib/axe.mjs'
import { becomes, before } from '../lib/deadline.mjs'
import { carry, paste } from '../lib/hands.mjs'
import { picture } from '../lib/picture.mjs'
import { stage } from '../lib/story.mjs'

const story = stage()
const uploads = '**/v1/threads/*/files*'
const orchard = { name: 'orchard.png', type: 'image/png', bytes: picture(800, 600, 120) }
const ladder = { name: 'ladder.png', type: 'image/png', bytes: picture(300, 900, 60) }
const notes = { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('Bring baskets') }
// Requests are held and refused here, past the worker that keeps the program.
const held = { serviceWorkers: 'block' }

test('C7: a picture that is pasted and a file that is dropped go with a message, and the other sees both', async () => {
  const { john, bill } = await two('harvest')
  await john.composer.fill('Look what grows here')
  await pastes(john, orchard)
  const drop = await carry(john.page.locator('main'), [notes])
  await john.page.getByText('Drop to attach').waitFor()
  await john.screenshot('files-over')
  await drop()
  await john.page.getByText('Drop to attach').waitFor({ state: 'detached' })
  await hasChips(john, ['orchard.png', 'notes.txt'])
  await john.screenshot('files-chips')
  await john.hasBegun('Look what grows here')
  await john.composer.press('Enter')
  await hasChips(john, [])
  await john.seesMessageSent('Look what grows here')

  await bill.seesMessage('Look what grows here')
  await seesPicture(bill, orchard, { width: 800, height: 600 })
  assert.equal(await bill.page.getByRole('img', { name: 'orchard.png' }).count(), 1)
  const [download] = await Promise.all([
    bill.page.waitForEvent('download'),
    bill.page.getByRole('link', { name: 'Download notes.txt, 13 bytes' }).click(),
  ])
  assert.equal(download.suggestedFilename(), 'notes.txt')
  await bill.screenshot('files-seen')
})

test('C7: a message of files alone is sent, called what it is, answered, edited and deleted with them', async () => {
  const { john, bill } = await two('gallery')
  await pastes(john, orchard)
  await pastes(john, ladder)
  await john.composer.press('Enter')
  for (const file of [orchard, ladder]) await seesPicture(bill, file)
  await bill.page.locator('p[aria-live="polite"]').getByText('john: 2 pictures').waitFor({ state: 'attached' })

  const line = bill.messages.getByRole('listitem').filter({ has: bill.page.getByRole('img', { name: 'orchard.png' }) })
  await line.focus()
  await bill.page.keyboard.press('r')
  await bill.page.keyboard.type('Lovely')
  await bill.page.keyboard.press('Enter')
  await john.page.getByRole('button', { name: 'In answer to john: 2 pictures' }).waitFor()

  const mine = john.messages.getByRole('listitem').filter({ has: john.page.getByRole('img', { name: 'orchard.png' }) })
  await mine.focus()
  await john.page.keyboard.press('e')
  await john.composer.fill('From the ladder')
  await john.composer.press('Enter')
  await bill.seesMessage('From the ladder')
  await bill.page.getByRole('button', { name: 'In answer to john: From the ladder (2 pictures)' }).waitFor()
  await mine.focus()
  await john.page.keyboard.press('e')
  await john.composer.fill('')
  await john.composer.press('Enter')
  await bill.page.getByRole('button', { name: 'In answer to john: 2 pictures' }).waitFor()
  await seesPicture(bill, orchard)

  await mine.focus()
  await john.page.keyboard.press('Delete')
  await john.page.getByRole('button', { name: 'Delete', exact: true }).click()
  await bill.page.getByRole('img', { name: 'orchard.png' }).waitFor({ state: 'detached' })
})

test('C6, C7: what is written and attached stays where it was begun, whatever room is open meanwhile', async () => {
  const john = await story.inChat('john', held)
  for (const room of ['plums', 'pears']) await john.createsRoom(room)
  await john.opens('plums')
  const release = await holds(john.page)
  await john.composer.fill('Still going up')
  await pastes(john, orchard)
  await john.page.getByRole('progressbar', { name: 'Uploading orchard.png' }).waitFor()
  await john.opens('pears')
  await hasChips(john, [])
  await john.hasBegun('')
  await john.rooms.getByRole('link', { name: /plums/ }).getByRole('img', { name: 'Draft' }).waitFor()
  await john.opens('plums')
  await hasChips(john, ['orchard.png'])
  await john.hasBegun('Still going up')

  // What comes after it waits for it.
  await john.composer.press('Enter')
  await john.sendMessage('And this after it')
  await john.opens('pears')
  await john.sendMessage('Nothing holds this back')
  await john.seesMessageSent('Nothing holds this back')
  assert.equal(await john.page.getByRole('img', { name: 'orchard.png' }).count(), 0)
  await john.opens('plums')
  await john.page.locator('.underway').getByText('And this after it').waitFor()
  await john.screenshot('files-underway')
  await release()
  await john.seesExactly(['Still going up', 'And this after it'])
  await seesPicture(john, orchard)
})

test('C7: an upload that failed says why and goes again; what is taken away does not', async () => {
  const { john, bill } = await two('cellar', held)
  await john.page.route(uploads, (route) =>
    route.fulfill({ status: 507, contentType: 'application/problem+json', body: '{"detail":"The disk is full."}' }),
  )
  await pastes(john, orchard)
  await pastes(john, notes)
  const retry = john.page.getByRole('button', { name: 'Try orchard.png again' })
  await retry.waitFor()
  await john.page.getByRole('alert').getByText('Not uploaded: orchard.png').waitFor({ state: 'attached' })
  assert.ok(await john.page.getByRole('button', { name: 'Send' }).isDisabled())
  await john.screenshot('files-failed')
  await john.page.unroute(uploads)
  await retry.click()
  await john.page.getByRole('button', { name: 'Take away notes.txt' }).click()
  await hasChips(john, ['orchard.png'])
  await john.page.getByRole('progressbar').waitFor({ state: 'detached' })
  await john.composer.press('Enter')
  await seesPicture(bill, orchard)
  assert.equal(await bill.page.getByText('notes.txt').count(), 0)
})

test('C7: the keys and the button open the picker, for the branch where one writes in it; more than ten are too many', async () => {
  const { john } = await two('tools')
  await john.sendMessage('Which ladder?')
  await john.seesMessageSent('Which ladder?')
  const chosen = Array.from({ length: 12 }, (_, at) => ({
    name: `${at}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from('x'),
  }))
  for (const open of [
    () => john.page.keyboard.press('Control+u'),
    () => john.page.keyboard.press('Control+Shift+u'),
    () => john.page.getByRole('button', { name: 'Attach files' }).click(),
  ]) {
    const [chooser] = await Promise.all([john.page.waitForEvent('filechooser'), open()])
    assert.ok(chooser.isMultiple())
  }
  const [chooser] = await Promise.all([john.page.waitForEvent('filechooser'), john.page.keyboard.press('Control+u')])
  await chooser.setFiles(chosen)
  await john.page.getByRole('alert').getByText('At most 10 files go with a message: 2 are left out.').waitFor()
  await hasChips(
    john,
    chosen.slice(0, 10).map(({ name }) => name),
  )

  await john.message('Which ladder?').focus()
  await john.page.keyboard.press('t')
  const branch = john.page.getByRole('complementary')
  const there = { name: 'john', page: branch }
  await branch.getByRole('textbox').focus()
  const [beside] = await Promise.all([john.page.waitForEvent('filechooser'), john.page.keyboard.press('Control+u')])
  await beside.setFiles([chosen[0]])
  await hasChips(there, ['0.txt'])
  const drop = await carry(branch.getByRole('log'), [ladder])
  await branch.getByText('The files go with your reply in the branch').waitFor()
  await drop()
  await hasChips(there, ['0.txt', 'ladder.png'])
  await john.screenshot('files-branch')
  await branch.getByRole('textbox').press('Enter')
  await seesPicture(there, ladder)
})

test('C7: a picture opens large, with its name and the others of its message, and the focus returns', async () => {
  const { john } = await two('pictures')
  await pastes(john, orchard)
  await pastes(john, ladder)
  await john.composer.press('Enter')
  await seesPicture(john, ladder)
  await john.page.locator('.underway').waitFor({ state: 'detached' })
  const small = john.page.getByRole('button', { name: 'Open orchard.png' })
  await small.focus()
  await john.page.keyboard.press('Enter')
  const large = (name) => john.page.getByRole('dialog', { name }).getByRole('img', { name })
  await large('orchard.png').waitFor()
  await john.screenshot('files-large')
  await passes(john, 'a picture')
  await john.page.keyboard.press('ArrowRight')
  await large('ladder.png').waitFor()
  await john.page.getByText('2 of 2').waitFor()
  await john.page.getByRole('link', { name: 'Download' }).waitFor()
  await john.page.keyboard.press('Escape')
  await john.page.getByRole('dialog').waitFor({ state: 'detached' })
  await john.hasFocusIn(small)
})

test('T6: a picture of known size has its room before it comes, and moves no line when it does', async () => {
  const { john, bill } = await two('archive', held)
  let free
  const freed = new Promise((resolve) => (free = resolve))
  await bill.page.route('**/files/*/*', async (route) => {
    await freed
    await route.fallback()
  })
  for (let line = 1; line <= 25; line++) await john.sendMessage(`Above ${line}`)
  await pastes(john, orchard)
  await john.composer.press('Enter')
  for (let line = 1; line <= 5; line++) await john.sendMessage(`Below ${line}`)
  await bill.seesMessage('Below 5')
  await bill.page.locator('.picture').waitFor()
  // As somebody who turns the wheel until they are away from the bottom, where they would stay.
  const pill = bill.page.getByRole('button', { name: /Jump to latest|new message/ })
  await before(
    20_000,
    async () => {
      await bill.messages.evaluate((log) => (log.scrollTop = log.scrollHeight - log.clientHeight - 250))
      return pill.isVisible()
    },
    () => 'bill is still at the bottom',
  )
  const places = () =>
    bill.page.evaluate(() => {
      const room = document.querySelector('.picture').getBoundingClientRect()
      const lines = [...document.querySelectorAll('.message')].map((line) => line.getBoundingClientRect().top)
      return { room: [room.width, room.height], lines }
    })
  const was = await places()
  assert.deepEqual(was.room.map(Math.round), [360, 270])
  free()
  await seesPicture(bill, orchard)
  const is = await places()
  const moved = is.lines.map((top, at) => Math.abs(top - was.lines[at]))
  assert.ok(Math.max(...moved) <= 1, `Lines moved by ${moved.join(', ')} px`)
})

const themes = { light: {}, dark: { colorScheme: 'dark' }, contrast: { contrast: 'more' } }
for (const [theme, options] of Object.entries(themes)) {
  test(`A4: nothing about files is objected to, or too small for a finger on a narrow screen, in ${theme}`, async () => {
    const john = await story.inChat('john', { ...options, ...held, viewport: { width: 320, height: 700 } })
    await john.page.getByRole('button', { name: 'New room' }).click()
    await john.page.getByLabel('Name').fill(`narrow-${theme}`)
    await john.page.getByRole('button', { name: 'Create room' }).click()
    await john.composer.waitFor()
    await pastes(john, orchard)
    await pastes(john, notes)
    await passes(john, 'files to be sent')
    await isRoomy(john, 'files to be sent')
    await john.page.getByRole('progressbar').waitFor({ state: 'detached' })
    await john.composer.press('Enter')
    await seesPicture(john, orchard)
    await passes(john, 'files that were sent')
    await isRoomy(john, 'files that were sent')
    await john.screenshot(`files-narrow-${theme}`)
    await john.page.route(uploads, (route) => route.fulfill({ status: 507, body: '' }))
    await pastes(john, ladder)
    await john.page.getByRole('button', { name: 'Try ladder.png again' }).waitFor()
    await passes(john, 'a file that failed')
    await isRoomy(john, 'a file that failed')
    await john.screenshot(`files-narrow-failed-${theme}`)
  })
}

/** Two people in a room of this name. */
async function two(room, options) {
  const john = await story.inChat('john', options)
  const bill = await story.inChat('bill', options)
  await john.createsRoom(room)
  await bill.opens(room)
  return { john, bill }
}

async function pastes(person, { name, type, bytes }) {
  await person.composer.focus()
  await paste(person.page, name, type, bytes)
  await person.page.locator('.chip').getByText(name, { exact: true }).waitFor()
}

function chips(person) {
  return person.page.getByRole('list', { name: 'Attached files' }).getByRole('listitem')
}

async function hasChips(person, names) {
  await becomes(`What ${person.name} has attached`, () => chips(person).locator('.name').allInnerTexts(), names)
}

/** As it came from the server, and whole. */
async function seesPicture({ name, page }, file, size = {}) {
  const image = page.getByRole('img', { name: file.name })
  await image.first().waitFor()
  const found = () =>
    image.first().evaluate(({ complete, naturalWidth, naturalHeight }) => ({
      complete,
      width: naturalWidth,
      height: naturalHeight,
    }))
  await before(
    20_000,
    async () => {
      const { complete, width } = await found()
      return complete && width > 0
    },
    () => `${file.name} did not come to ${name}`,
  )
  const { complete: _, ...is } = await found()
  assert.deepEqual(is, { ...is, ...size })
}

/** Keeps uploads from the server. Answers how to let them go. */
async function holds(page) {
  let free
  const freed = new Promise((resolve) => (free = resolve))
  await page.route(uploads, async (route) => {
    await freed
    await route.fallback()
  })
  return free
}

async function isRoomy(person, screen) {
  const { wanted, wide, small } = await person.page.evaluate(() => {
    const targets = [...document.querySelectorAll('main :is(button, a)')].filter((target) => target.checkVisibility())
    const boxes = targets.map((target) => ({
      html: target.outerHTML.slice(0, 90),
      box: target.getBoundingClientRect(),
    }))
    const small = boxes
      .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
      .map(({ html }) => html)
    return { wanted: document.documentElement.scrollWidth, wide: innerWidth, small }
  })
  assert.ok(wanted <= wide, `${screen} wants ${wanted} px of ${wide}`)
  assert.deepEqual(small, [])
}
