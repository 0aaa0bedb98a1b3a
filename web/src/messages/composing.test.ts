import { expect, test } from 'vitest'
import {
  asksForLast,
  callsEveryone,
  formatOf,
  goesOn,
  isEmojiAlone,
  isLong,
  isText,
  judge,
  sendsMessage,
  type KeyPress,
} from './composing'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  keyCode: 0,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
})

test('C1: Enter sends, Shift+Enter does not', () => {
  expect(sendsMessage(press('Enter'), false)).toBe(true)
  expect(sendsMessage(press('Enter', { shiftKey: true }), false)).toBe(false)
})

test('C1: Enter that picks a character in an input method does not send', () => {
  expect(sendsMessage(press('Enter', { isComposing: true }), false)).toBe(false)
  expect(sendsMessage(press('Enter', { keyCode: 229 }), false)).toBe(false)
})

test('C1: on touch, Enter is a new line', () => {
  expect(sendsMessage(press('Enter'), true)).toBe(false)
})

test('C1: whoever wants it so sends with Ctrl or Cmd held', () => {
  expect(sendsMessage(press('Enter'), false, true)).toBe(false)
  expect(sendsMessage(press('Enter', { ctrlKey: true }), false, true)).toBe(true)
  expect(sendsMessage(press('Enter', { metaKey: true }), true, true)).toBe(true)
})

test('C2: Enter alone goes on in a list, with Ctrl it sends there too', () => {
  expect(goesOn(press('Enter'))).toBe(true)
  expect(goesOn(press('Enter', { ctrlKey: true }))).toBe(false)
  expect(goesOn(press('Enter', { isComposing: true }))).toBe(false)
})

test.each([
  ['b', {}, 'bold'],
  ['i', {}, 'italic'],
  ['E', {}, 'code'],
  ['L', { shiftKey: true }, 'link'],
  ['l', {}, null],
  ['b', { altKey: true }, null],
])('C9: Ctrl and %s with %o is %s', (key, more, format) => {
  expect(formatOf(press(key, { ctrlKey: true, ...more }))).toBe(format)
  expect(formatOf(press(key, more))).toBeNull()
})

test.each([
  ['@everyone', true],
  ['Lunch, @Everyone.', true],
  ['@everyone.else', false],
  ['@everyones', false],
  ['mail@everyone', false],
])('%s calls everyone: %s', (text, isCalled) => {
  expect(callsEveryone(text)).toBe(isCalled)
})

test('C5: white space alone cannot be sent', () => {
  expect(judge(' \n\t ', 9).canSend).toBe(false)
  expect(judge(' x ', 9).canSend).toBe(true)
})

test('C5: too long is counted, not cut', () => {
  expect(judge('x'.repeat(9), 9)).toEqual({ canSend: true, over: 0 })
  expect(judge('x'.repeat(12), 9)).toEqual({ canSend: false, over: 3 })
})

test('N10: letters are text, shortcuts and named keys are not', () => {
  expect(isText(press('a'))).toBe(true)
  expect(isText(press('Ä', { shiftKey: true }))).toBe(true)
  expect(isText(press('a', { ctrlKey: true }))).toBe(false)
  expect(isText(press('Escape'))).toBe(false)
})

test('C3: the arrow alone asks for the last message', () => {
  expect(asksForLast(press('ArrowUp'))).toBe(true)
  expect(asksForLast(press('ArrowUp', { altKey: true }))).toBe(false)
  expect(asksForLast(press('ArrowUp', { shiftKey: true }))).toBe(false)
})

test('long is what has many lines or many words', () => {
  expect(isLong('short')).toBe(false)
  expect(isLong('line\n'.repeat(17))).toBe(false)
  expect(isLong('line\n'.repeat(18))).toBe(true)
  expect(isLong('word '.repeat(400))).toBe(true)
})

test.each([
  ['🚀', true],
  ['👍🏽 🎉❤️', true],
  ['👩‍👩‍👧🇩🇪\n', true],
  ['🚀🚀🚀🚀', false],
  ['🚀 up', false],
  ['42', false],
  ['#', false],
])('%j is emoji alone: %j', (text, isAlone) => {
  expect(isEmojiAlone(text)).toBe(isAlone)
})
