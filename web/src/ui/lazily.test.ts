import { afterEach, expect, test, vi } from 'vitest'
import { createApp, defineComponent, h, nextTick, shallowRef, type App } from 'vue'
import { lazily, type Lazy } from './lazily'

const Field = defineComponent({
  props: { label: { type: String, required: true } },
  emits: ['close'],
  setup:
    (props, { emit }) =>
    () =>
      h('input', { 'aria-label': props.label, onInput: () => emit('close') }),
})

let app: App
const page = document.body.appendChild(document.createElement('div'))

afterEach(() => app.unmount())

test('what has been loaded is drawn together with what asks for it', async () => {
  const part = lazily(() => Promise.resolve({ default: Field }))
  const isWanted = mount(part)
  await part.load()

  isWanted.value = true
  await nextTick()

  expect(page.querySelector('input')?.getAttribute('aria-label')).toBe('Room')
})

test('what is wanted first comes as soon as it is loaded, with what it was given', async () => {
  const closed = vi.fn()
  const part = lazily(() => Promise.resolve({ default: Field }))
  const isWanted = mount(part, closed)

  isWanted.value = true
  await vi.waitUntil(() => page.querySelector('input'))
  page.querySelector('input')?.dispatchEvent(new Event('input'))

  expect(closed).toHaveBeenCalledOnce()
})

test('a load that failed is tried again when it is wanted', async () => {
  const file = vi.fn<() => Promise<{ default: typeof Field }>>()
  file.mockRejectedValueOnce(new Error('offline')).mockResolvedValue({ default: Field })
  const part = lazily(file)
  const isWanted = mount(part)
  await expect(part.load()).rejects.toThrow('offline')

  isWanted.value = true
  await vi.waitUntil(() => page.querySelector('input'))

  expect(file).toHaveBeenCalledTimes(2)
})

function mount(part: Lazy<typeof Field>, onClose: () => void = () => undefined) {
  const isWanted = shallowRef(false)
  app = createApp(() => isWanted.value && h(part, { label: 'Room', onClose }))
  app.mount(page)
  return isWanted
}
