import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, defineComponent, h, nextTick, type App } from 'vue'
import { provideChat } from '../chat'
import { FakeConnection, message, thread } from '../testing'
import SearchPanel from './SearchPanel.vue'
import { provideSearch } from './useSearch'

let connection: FakeConnection
let page: HTMLElement
let app: App

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  connection = new FakeConnection()
  page = document.body.appendChild(document.createElement('div'))
  app = createApp(
    defineComponent({
      setup() {
        provideSearch(provideChat(connection).api, connection)
        return () => h(SearchPanel, { thread: thread(7, { name: 'orchard' }) })
      },
    }),
  )
  app.mount(page)
})

afterEach(() => {
  app.unmount()
  page.remove()
  vi.useRealTimers()
})

async function finds(query: string, texts: readonly string[]): Promise<void> {
  const field = page.querySelector('input')
  if (!field) throw new Error('There is no field')
  field.value = query
  field.dispatchEvent(new Event('input'))
  await nextTick()
  await vi.advanceTimersByTimeAsync(250)
  const found = texts.map((text, index) => ({ message: message(9 - index, { text }), thread: thread(7) }))
  connection.take('thread:search').answer({ found, next: null, complete: true })
  await vi.advanceTimersByTimeAsync(0)
}

const options = () => [...page.querySelectorAll('[role="option"] .text')].map(({ innerHTML }) => innerHTML)

test('what was found stands there with its words marked, and Enter goes to it', async () => {
  await finds('plums', ['**Plums** are `ripe`', '<b>plums</b>'])

  expect(options().map((html) => html.replace(/ data-v-\w+=""|<!--.*?-->/g, ''))).toEqual([
    '<mark>Plums</mark> are ripe',
    '&lt;b&gt;<mark>plums</mark>&lt;/b&gt;',
  ])
  expect(page.querySelector('[role="status"]')?.textContent).toBe('2 messages')
  page.querySelector('input')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }))
  page.querySelector('input')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))
  expect(location.hash).toMatch(/^#\/t\/7\/8/)
})

test('T12: a search without result repeats the query and offers to look everywhere', async () => {
  await finds('pears', [])

  expect(page.textContent).toContain('Nothing in orchard says “pears”.')
  const widen = [...page.querySelectorAll('button')].find(({ textContent }) => textContent === 'Search everywhere')
  widen?.click()
  await nextTick()
  await vi.advanceTimersByTimeAsync(250)
  expect(connection.take('thread:search').data).toEqual({ query: 'pears' })
})
