// Draws the icons that systems show for the installed client, from public/icon.svg, into public/. They are checked in: run it again when the
// SVG changes. Needs the Chromium and the packages of tests/e2e.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const { chromium } = createRequire(new URL('../../tests/e2e/package.json', import.meta.url))('playwright-core')
const folder = new URL('../public/', import.meta.url)
const svg = await readFile(new URL('icon.svg', folder), 'utf8')

/** `share` is the part of the width that the fruit takes. Systems cut their own shape out of what reaches the edges; only a circle of 80 % is safe. */
const icons = [
  { name: 'icon-192.png', size: 192, share: 0.9, radius: 0.22 },
  { name: 'icon-512.png', size: 512, share: 0.9, radius: 0.22 },
  { name: 'icon-maskable-512.png', size: 512, share: 0.78, radius: 0 },
  { name: 'apple-touch-icon.png', size: 180, share: 0.84, radius: 0 },
]

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
for (const { name, size, share, radius } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>
    html, body { margin: 0; background: transparent }
    div { width: ${size}px; height: ${size}px; border-radius: ${radius * size}px; display: grid; place-items: center;
      background: #fdeee0 }
    svg { width: ${share * size}px; height: ${share * size}px }
  </style><div>${svg}</div>`)
  await page.screenshot({ path: fileURLToPath(new URL(name, folder)), omitBackground: true })
}
await browser.close()
