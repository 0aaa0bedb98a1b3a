import { expect, test } from 'vitest'
import { segments } from './links'

const links = (text: string) => segments(text).flatMap((part) => part.href ?? [])

test('nothing of the text is lost', () => {
  const text = 'see https://example.org/a, and (https://example.org/b_(c)) – or not: http://'
  expect(
    segments(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})

test('punctuation around an address does not belong to it', () => {
  expect(links('At https://example.org/a. (Also https://example.org/b), https://example.org/c_(d)!')).toEqual([
    'https://example.org/a',
    'https://example.org/b',
    'https://example.org/c_(d)',
  ])
})

test('only http and https become links', () => {
  expect(links('javascript:alert(1) data:text/html,x ftp://example.org file:///etc')).toEqual([])
})

test('markup stays text', () => {
  expect(segments('<b>hi</b>')).toEqual([{ text: '<b>hi</b>' }])
})
