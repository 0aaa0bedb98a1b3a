import { expect, test } from 'vitest'
import { inWords } from '../api/refusal'
import { refusalOf } from './upload'

const problem = (fields: object) => JSON.stringify(fields)

test('C7: what the server says to a file keeps its reason and its number', () => {
  const body = problem({ detail: 'Too long.', reason: 'text_too_long', limit: 64 })
  expect(refusalOf(413, body, null)).toMatchObject({
    kind: 'refused',
    code: 413,
    message: 'Too long. [text_too_long limit=64]',
  })
})

test('C7: what comes too fast waits as long as the server says; too much that waits for a message is refused', () => {
  expect(refusalOf(429, problem({ detail: 'Too fast.', reason: 'too_fast', limit: 7 }), '7').pause).toBe(7_000)
  expect(refusalOf(429, '', '3')).toMatchObject({ kind: 'later', pause: 3_000 })
  expect(refusalOf(429, problem({ detail: 'Full.', reason: 'too_many_files_waiting' }), null).kind).toBe('refused')
})

test('C7: a full disk is refused with words, a server that cannot answer now is asked again', () => {
  const full = refusalOf(507, problem({ detail: 'No space left.' }), null)
  expect(full.kind).toBe('refused')
  expect(inWords(full)).toBe('The server has no room for it.')
  expect(refusalOf(503, problem({ detail: 'Busy.' }), '1').kind).toBe('unreachable')
  expect(refusalOf(502, '<html>', null).kind).toBe('unreachable')
})

test('a session that has ended is asked again; a thread where I may not write says so', () => {
  expect(refusalOf(401, '', null).kind).toBe('unreachable')
  const forbidden = refusalOf(403, problem({ detail: 'You see it, and may not do this.' }), null)
  expect(forbidden).toMatchObject({ kind: 'refused', code: 103 })
})
