import { afterEach, beforeEach, expect, test } from 'vitest'
import { useTheme, wearTheme } from './useTheme'

const bars = () =>
  [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')].map(({ content, media }) => [
    content,
    media,
  ])

beforeEach(() => {
  document.head.innerHTML = `
    <meta name="theme-color" data-scheme="light" content="#fff" media="(prefers-color-scheme: light)">
    <meta name="theme-color" data-scheme="dark" content="#000" media="(prefers-color-scheme: dark)">`
})
afterEach(() => useTheme().choose('system'))

test('the colours that were chosen are worn here, on the bars around the page, and on the pages of the server', () => {
  const { choose } = useTheme()
  choose('dark')
  expect(document.documentElement.dataset['theme']).toBe('dark')
  expect(document.cookie).toContain('loquat-theme=dark')
  expect(bars()).toEqual([
    ['#fff', 'none'],
    ['#000', 'all'],
  ])
})

test('whoever follows the system tells the server nothing', () => {
  useTheme().choose('contrast')
  useTheme().choose('system')
  wearTheme()
  expect(document.documentElement.dataset['theme']).toBeUndefined()
  expect(document.cookie).not.toMatch(/loquat-theme=\w/)
  expect(bars()).toEqual([
    ['#fff', '(prefers-color-scheme: light)'],
    ['#000', '(prefers-color-scheme: dark)'],
  ])
})
