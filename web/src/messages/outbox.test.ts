import { describe, expect, test } from 'vitest'
import * as uploads from '../files/uploads'
import {
  askAboutOld,
  confirm,
  discard,
  enqueue,
  maxAttempts,
  putBack,
  refuse,
  restore,
  retry,
  sendable,
  sending,
  unanswered,
  withUploads,
  type Deed,
  type Outbox,
} from './outbox'

const write = (outbox: Outbox, clientId: string, thread = 1) =>
  enqueue(outbox, { clientId, user: 1, thread, deed: { do: 'post', text: clientId }, writtenAt: 0 })
const ids = (outbox: Outbox) => outbox.map((message) => message.clientId)
const day = 24 * 60 * 60 * 1000

const no = { code: 400, message: 'no' }

describe('the outbox', () => {
  test('S2: sends one message of a thread at a time, in the order of writing', () => {
    const outbox = write(write([], 'a'), 'b')
    expect(ids(sendable(outbox))).toEqual(['a'])
    expect(ids(sendable(sending(outbox, 'a')))).toEqual([])
    expect(ids(sendable(confirm(sending(outbox, 'a'), 'a')))).toEqual(['b'])
  })

  test('S2: a failed message holds back those after it in its own thread only', () => {
    const outbox = refuse(write(write(write([], 'a', 1), 'b', 1), 'c', 2), 'a', no)
    expect(ids(sendable(outbox))).toEqual(['c'])
  })

  test('S1: a failed message goes out again when asked, under the same id and in its old place', () => {
    const outbox = retry(refuse(write(write([], 'a'), 'b'), 'a', no), 'a', 0)
    expect(ids(outbox)).toEqual(['a', 'b'])
    expect(outbox[0]).not.toHaveProperty('reason')
    expect(ids(sendable(outbox))).toEqual(['a'])
  })

  test('S1: deleting a failed message lets the next one go', () => {
    const outbox = discard(refuse(write(write([], 'a'), 'b'), 'a', no), 'a')
    expect(ids(sendable(outbox))).toEqual(['b'])
  })

  test('a message on its way cannot be deleted', () => {
    const outbox = sending(write([], 'a'), 'a')
    expect(discard(outbox, 'a')).toEqual(outbox)
  })

  test('a lost connection is no attempt', () => {
    let outbox = write([], 'a')
    for (let i = 0; i <= maxAttempts; i++) outbox = putBack(sending(outbox, 'a'), 'a')
    expect(outbox[0]).toMatchObject({ state: 'waiting', attempts: 0 })
  })

  test('S1: without an answer it fails after a few attempts, not before', () => {
    let outbox = write([], 'a')
    for (let i = 1; i < maxAttempts; i++) outbox = unanswered(sending(outbox, 'a'), 'a')
    expect(outbox[0]).toMatchObject({ state: 'waiting' })
    expect(unanswered(outbox, 'a')[0]).toMatchObject({ state: 'failed', reason: 'unanswered' })
  })

  test('S4: a late refusal of what the server has confirmed changes nothing', () => {
    const outbox = confirm(sending(write([], 'a'), 'a'), 'a')
    expect(refuse(outbox, 'a', no)).toEqual([])
    expect(confirm(outbox, 'a')).toBe(outbox)
  })

  test('S5: a change that failed holds back neither messages nor other changes', () => {
    const change = (outbox: Outbox, clientId: string, deed: Deed) =>
      enqueue(outbox, { clientId, user: 1, thread: 1, deed, writtenAt: 0 })
    const failed = refuse(change([], 'a', { do: 'react', message: 5, emoji: '👍', isOn: true }), 'a', no)
    const outbox = change(write(failed, 'b'), 'c', { do: 'edit', message: 5, text: 'better' })
    expect(ids(sendable(outbox))).toEqual(['b', 'c'])
    expect(ids(sendable(change(outbox, 'd', { do: 'delete', message: 5 })))).toEqual(['b', 'c'])
  })

  test('S5: who tries the same change anew has given up the one that failed', () => {
    const deed = { do: 'pin', message: 5, isOn: true } as const
    const failed = refuse(enqueue([], { clientId: 'a', user: 1, thread: 1, deed, writtenAt: 0 }), 'a', no)
    expect(ids(enqueue(failed, { clientId: 'b', user: 1, thread: 1, deed, writtenAt: 0 }))).toEqual(['b'])
  })

  test('S3: what an earlier page left goes out before what was written since', () => {
    const left = sending(write([], 'a'), 'a')
    const outbox = restore(write([], 'b'), left, 1000)
    expect(ids(outbox)).toEqual(['a', 'b'])
    expect(ids(sendable(outbox))).toEqual(['a'])
  })

  test('S3: what is older than a day asks instead', () => {
    expect(restore([], write([], 'a'), day + 1)[0]).toMatchObject({ state: 'failed' })
    expect(restore([], write([], 'a'), day)[0]).toMatchObject({ state: 'waiting' })
  })

  test('S3: what its writer meant to send all the same is a day older then', () => {
    const asked = askAboutOld(write([], 'a'), day + 1)
    expect(askAboutOld(retry(asked, 'a', day + 1), 2 * day)[0]).toMatchObject({ state: 'waiting' })
    expect(askAboutOld(retry(asked, 'a', day + 1), 2 * day + 2)[0]).toMatchObject({ state: 'failed' })
  })

  test('S3: taking in the same leftovers twice is taking them in once', () => {
    const left = write([], 'a')
    expect(restore(restore([], left, 0), left, 0)).toEqual(restore([], left, 0))
  })
})

describe('messages with files', () => {
  const attached = { key: 'f', name: 'plan.png', type: 'image/png', size: 9 }
  const file = { id: 17, name: 'plan.png', type: 'image/png', size: 9, width: 8, height: 6 }
  const begun = uploads.added([], { ...attached, thread: 1, isDraft: false })
  const writeWith = (outbox: Outbox, clientId: string) =>
    enqueue(outbox, { clientId, user: 1, thread: 1, deed: { do: 'post', text: '', files: [attached] }, writtenAt: 0 })
  const filesOf = (outbox: Outbox) => outbox.flatMap(({ deed }) => (deed.do === 'post' ? (deed.files ?? []) : []))

  test('C7, S2: what is uploading holds back its message and those after it there, and no others', () => {
    const outbox = write(write(writeWith([], 'a'), 'b'), 'c', 2)
    expect(ids(sendable(outbox))).toEqual(['c'])
    expect(withUploads(outbox, uploads.cameTo(uploads.begun(begun, 'f'), 'f', 0.5))).toBe(outbox)
    const ready = withUploads(outbox, uploads.done(begun, 'f', file))
    expect(filesOf(ready)).toEqual([{ ...attached, file }])
    expect(ids(sendable(ready))).toEqual(['a', 'c'])
  })

  test('C7, S1: a file that failed fails its message; what goes again is only what is missing', () => {
    const failed = withUploads(writeWith([], 'a'), uploads.refused(begun, 'f', no))
    expect(failed[0]).toMatchObject({ state: 'failed', reason: no })
    // Another one came through meanwhile.
    const late = withUploads(failed, uploads.done(begun, 'f', file))
    expect(late[0]).toMatchObject({ state: 'failed' })
    expect(filesOf(late)).toEqual([{ ...attached, file }])
    expect(ids(sendable(withUploads(retry(failed, 'a', 0), uploads.done(begun, 'f', file))))).toEqual(['a'])
  })

  test('S3: what the server refused or may have thrown away since is uploaded again', () => {
    const ready = withUploads(writeWith([], 'a'), uploads.done(begun, 'f', file))
    for (const asked of [refuse(ready, 'a', no), askAboutOld(ready, day + 1)])
      expect(filesOf(retry(asked, 'a', 0))).toEqual([attached])
    const lost = unanswered(unanswered(unanswered(ready, 'a'), 'a'), 'a')
    expect(filesOf(retry(lost, 'a', 0))).toEqual([{ ...attached, file }])
  })

  test('C7: a message whose files are on their way can be given up', () => {
    expect(discard(writeWith([], 'a'), 'a')).toEqual([])
    const ready = withUploads(writeWith([], 'a'), uploads.done(begun, 'f', file))
    expect(discard(ready, 'a')).toEqual(ready)
  })
})
