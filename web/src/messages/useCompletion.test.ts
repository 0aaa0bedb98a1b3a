import { effectScope, nextTick, shallowRef, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chatApi } from '../api/client'
import { alice, bob, FakeConnection, thread } from '../testing'
import { useCompletion, type Completion } from './useCompletion'
import { useTextField } from './useTextField'

let scope: EffectScope
let connection: FakeConnection
let field: HTMLTextAreaElement
let completion: Completion

const settled = async () => {
  for (let i = 0; i < 6; i++) await nextTick()
}
const type = async (text: string) => {
  field.value = text
  field.setSelectionRange(text.length, text.length)
  completion.look()
  await settled()
}
const press = (key: string) => completion.press(new KeyboardEvent('keydown', { key, cancelable: true }))
const labels = () => completion.suggestions.value.map(({ label }) => label)

beforeEach(() => {
  scope = effectScope()
  connection = new FakeConnection()
  field = document.body.appendChild(document.createElement('textarea'))
  // Where no browser types, the field is changed directly.
  Object.assign(document, { execCommand: () => false })
  const opened = scope.run(() =>
    useCompletion(useTextField(shallowRef(field)), {
      api: chatApi(connection.call),
      thread: thread(7),
      threads: () => [thread(1, { name: 'orchard' })],
      recent: () => [bob],
      me: alice,
    }),
  )
  if (!opened) throw new Error('The scope has ended')
  completion = opened
})
afterEach(() => {
  scope.stop()
  field.remove()
})

test('C8: arrows move, Enter picks, and what is picked takes the place of what was typed', async () => {
  await type('hey @')
  connection.take('user:find').answer({ users: [{ id: 3, username: 'cid', member: true }] })
  await settled()
  expect(labels()).toEqual(['bob', 'cid', 'everyone'])
  expect([press('ArrowDown'), completion.place.value]).toEqual([true, 1])
  expect([press('ArrowUp'), press('ArrowUp'), completion.place.value]).toEqual([true, true, 2])
  press('ArrowUp')
  expect(press('Enter')).toBe(true)
  expect(field.value).toBe('hey @cid ')
  expect(labels()).toEqual([])
  expect(press('Enter')).toBe(false)
})

test('C8: an answer that came too late offers nothing', async () => {
  await type('@c')
  const late = connection.take('user:find')
  await type('@cx')
  late.answer({ users: [{ id: 3, username: 'cid' }] })
  await settled()
  expect(labels()).toEqual([])
})

test('C8: Escape closes the list for this word and not for the next', async () => {
  await type('#or')
  expect(labels()).toEqual(['orchard'])
  expect(press('Escape')).toBe(true)
  await type('#orc')
  expect(labels()).toEqual([])
  expect(press('Escape')).toBe(false)
  await type('#orc and #o')
  expect(labels()).toEqual(['orchard'])
  expect(field.value).toBe('#orc and #o')
})
