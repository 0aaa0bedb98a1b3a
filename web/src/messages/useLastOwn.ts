import type { MessageRow, Row } from './rows'
import { olderThan } from './timeline'
import type { Conversation } from './useConversations'
import { isTarget } from './useMessageActions'

/** Pages to look back through before giving up. */
const patience = 10

/** Finds the last message of mine, loading older ones if it is further up, and does something with it. */
export function useLastOwn(
  conversation: Conversation,
  rows: () => readonly Row[],
  then: (message: MessageRow) => void,
): () => Promise<void> {
  const find = () => rows().findLast((row): row is MessageRow => row.kind === 'message' && row.isMine && isTarget(row))

  return async () => {
    let last = find()
    for (let page = 0; !last && page < patience && olderThan(conversation.timeline.value) !== null; page++) {
      await conversation.loadOlder()
      last = find()
    }
    if (last) then(last)
  }
}
