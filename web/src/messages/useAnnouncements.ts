import { onScopeDispose, shallowReadonly, shallowRef, toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import type { Message } from '../api/types'
import { postedMessage, threadOf } from '../realtime/channels'
import type { Connection } from '../realtime/connection'
import { announcement } from './announcement'

const window = 2_000

/** Text for a polite live region: what others write into the open thread, gathered over two seconds. */
export function useAnnouncements(
  connection: Connection,
  thread: MaybeRefOrGetter<number | null>,
): Readonly<Ref<string>> {
  const text = shallowRef('')
  let gathered: Message[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  const say = () => {
    timer = undefined
    text.value = announcement(gathered)
    gathered = []
  }
  const stop = connection.listen({
    published(channel, _offset, event) {
      const message = postedMessage(event)
      if (!message || threadOf(channel) !== toValue(thread) || message.user.id === connection.me.value?.id) return
      gathered.push(message)
      timer ??= setTimeout(say, window)
    },
  })
  onScopeDispose(() => {
    stop()
    clearTimeout(timer)
  })
  return shallowReadonly(text)
}
