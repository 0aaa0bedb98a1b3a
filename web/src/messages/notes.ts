import type { User } from '../api/types'
import { words } from '../language/words'
import type { ThreadEvent } from '../realtime/channels'
import type { Row } from './rows'

type Note = readonly [offset: number, event: ThreadEvent]

/** More than these of one kind in a row are counted. */
const named = 3

/** The rows with what happened between the messages, oldest first, each at its place. */
export function withNotes(rows: readonly Row[], notes: readonly Note[]): readonly Row[] {
  const left = [...notes]
  if (left.length === 0) return rows
  const all: Row[] = []

  for (const row of rows) {
    if (row.kind === 'message') all.push(...takeBefore(left, row.offset ?? Infinity))
    const isBroken = row.kind === 'message' && all.at(-1)?.kind === 'note'
    all.push(isBroken ? { ...row, isFirst: true } : row)
  }
  all.push(...takeBefore(left, Infinity))
  return all.map((row, index) => endGroup(row, all[index + 1]))
}

/** Takes the lines that stand before this offset. People who come or go of their own accord, one after the other, share one. */
function takeBefore(left: Note[], before: number): readonly Row[] {
  const lines: Row[] = []
  while (left[0] && left[0][0] < before) {
    const [from, first] = left[0]
    const kind = passage(first)
    const end = left.findIndex(([offset, event]) => offset >= before || passage(event) !== kind)
    const stretch = left.splice(0, kind === null ? 1 : end < 0 ? left.length : end)
    lines.push({ kind: 'note', key: `note-${from}`, text: describe(stretch.map(([, event]) => event)) })
  }
  return lines
}

function passage(event: ThreadEvent | undefined): 'joined' | 'left' | null {
  if (event?.type !== 'member.joined' && event?.type !== 'member.left') return null
  if (event.user.id !== event.by.id) return null
  return event.type === 'member.joined' ? 'joined' : 'left'
}

function endGroup(row: Row, next: Row | undefined): Row {
  return row.kind === 'message' && next?.kind === 'note' ? { ...row, isLast: true } : row
}

/** One thing that happened, or several of one kind, in words. */
export function describe(events: readonly ThreadEvent[]): string {
  const [event] = events
  const kind = passage(event)
  if (kind !== null) {
    const people = [...new Set(events.map((each) => ('user' in each ? each.user.username : '')))]
    return words.notes[kind](listed(people))
  }
  return event ? describeOne(event, event.by) : ''
}

function describeOne(event: ThreadEvent, { username: by }: User): string {
  switch (event.type) {
    case 'thread.renamed':
      return words.notes.renamed(by, event.name)
    case 'thread.topic':
      return event.topic === '' ? words.notes.noTopic(by) : words.notes.topic(by, event.topic)
    case 'thread.archived':
      return words.notes.archived(by)
    case 'thread.reopened':
      return words.notes.reopened(by)
    case 'member.joined':
      return words.notes.added(by, event.user.username)
    case 'member.left':
      return words.notes.removed(by, event.user.username)
    case 'member.role':
      return words.notes.role(by, event.user.username, event.role)
  }
}

function listed(people: readonly string[]): string {
  const few = people.slice(0, named)
  return words.common.people(few, people.length - few.length)
}
