import type { Message } from '../../api/types'

/** A message as a line in a list that leads to it. */
export interface Said {
  readonly id: number
  readonly message: Message
  readonly href: string
  /** Where and when, in short. */
  readonly about: string
  /** When, in full. */
  readonly moment?: string | undefined
  readonly isNew?: boolean
}
