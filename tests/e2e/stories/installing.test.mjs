import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage({ worker: true, window: true })

test('the client can be installed: Chromium finds nothing that is missing', async () => {
  const john = await story.inChat('john')
  await isControlled(john)
  const { manifest, errors } = await describe(john)

  assert.deepEqual(errors, [])
  assert.deepEqual(
    [manifest.id, manifest.scope, manifest.start_url, manifest.display, manifest.name, manifest.lang],
    ['/', '/', '/', 'standalone', 'Loquat', 'en'],
  )
  for (const icon of manifest.icons) assert.deepEqual(await sizeOf(john, icon), icon.sizes, icon.src)
  assert.deepEqual(
    manifest.icons.map(({ purpose }) => purpose),
    ['any', 'any', 'maskable', 'any'],
  )
  const apple = await john.page.locator('link[rel="apple-touch-icon"]').getAttribute('href')
  assert.equal(await sizeOf(john, { src: apple, sizes: '180x180' }), '180x180')
})

test('who chose German installs a client that is described in German, from the sign-in page, too', async () => {
  const bill = await story.person('bill', { locale: 'de-DE' })
  await bill.page.goto('/login')
  const { manifest, errors } = await describe(bill)

  assert.deepEqual(errors, [])
  assert.equal(manifest.lang, 'de')
  assert.match(manifest.description, /Nachricht/)
})

/** What the browser itself makes of the manifest, and why it would not install what it describes. */
async function describe(person) {
  const tools = await person.context.newCDPSession(person.page)
  const { data, errors } = await tools.send('Page.getAppManifest')
  const { installabilityErrors } = await tools.send('Page.getInstallabilityErrors')
  // A profile of a test is a private one, in which nothing is ever installed.
  const told = installabilityErrors.map(({ errorId }) => errorId).filter((error) => error !== 'in-incognito')
  return { manifest: JSON.parse(data ?? '{}'), errors: [...errors, ...told] }
}

/** Until the page is served through the worker: a first visit is not, its reload is. */
async function isControlled(person) {
  await person.page.evaluate(() => navigator.serviceWorker.ready)
  await person.page.reload()
  await person.page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

/** How large the picture really is; `any` if it can be drawn at every size. */
function sizeOf(person, { src, sizes }) {
  return person.page.evaluate(
    async ({ src, sizes }) => {
      const image = new Image()
      image.src = src
      await image.decode()
      return sizes === 'any' ? 'any' : `${image.naturalWidth}x${image.naturalHeight}`
    },
    { src, sizes },
  )
}
