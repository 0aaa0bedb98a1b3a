import { inject, provide, shallowReadonly, shallowRef, watch, type InjectionKey, type Ref } from 'vue'
import { needed, useChat } from '../chat'
import type { Action } from '../threads/access'
import { useBranching } from '../threads/useBranching'
import type { MessageRow } from './rows'
import type { Goal } from './useGoal'

/** A confirmed message that somebody wants to do something with. */
export type Target = MessageRow & { readonly id: number; readonly offset: number }

export interface OpenMenu {
  readonly message: Target
  readonly anchor: HTMLElement
  /** Only the emoji, or everything. */
  readonly kind: 'emoji' | 'all'
}

/** What can be done with the messages of the open thread, and what is being done. */
export interface MessageActions {
  readonly menu: Readonly<Ref<OpenMenu | null>>
  /** The message that the composer holds. */
  readonly editing: Readonly<Ref<Target | null>>
  /** The message that the composer answers. */
  readonly replying: Readonly<Ref<Target | null>>
  /** The message about which somebody is asked whether to delete it. */
  readonly deleting: Readonly<Ref<Target | null>>
  /** The message that somebody went to see. */
  readonly goal: Goal['place']
  /** Goes to the message at this offset of the thread; Back and Escape return. */
  goTo(offset: number): void
  copyLink(message: MessageRow): void
  /** Nothing is offered that the server would refuse. */
  may(action: Action): boolean
  /** Whether I may delete this message, as its author or because I look after the room. */
  mayDelete(message: MessageRow): boolean
  openMenu(message: MessageRow, anchor: HTMLElement, kind: OpenMenu['kind']): void
  closeMenu(): void
  edit(message: MessageRow): void
  stopEditing(): void
  reply(message: MessageRow): void
  /** Opens what branches off it, or begins to. */
  openBranch(message: MessageRow): void
  stopReplying(): void
  /** What the composer holds is what the message shall say. Nothing at all asks whether to delete it. */
  save(text: string): void
  askToDelete(message: MessageRow): void
  decideToDelete(isSure: boolean): void
  react(message: MessageRow, emoji: string): void
  pin(message: MessageRow): void
  /** From this message on. */
  markUnread(message: MessageRow): void
  retry(clientId: string): void
  discard(clientId: string): void
}

const key: InjectionKey<MessageActions> = Symbol('message actions')

/** What is being answered in which thread: it outlives a look into another, as what is written does. */
const answering = new Map<number, Target>()

export function provideMessageActions(
  thread: number,
  markUnread: (offset: number) => void,
  goal: Goal,
  may: (action: Action) => boolean,
): MessageActions {
  const { outbox } = useChat()
  const openBranch = useBranching()
  const menu = shallowRef<OpenMenu | null>(null)
  const editing = shallowRef<Target | null>(null)
  const replying = shallowRef<Target | null>(answering.get(thread) ?? null)
  const deleting = shallowRef<Target | null>(null)
  watch(
    replying,
    (message) => {
      if (message) answering.set(thread, message)
      else answering.delete(thread)
    },
    // Whoever sends and goes on at once must not find it again.
    { flush: 'sync' },
  )

  const actions: MessageActions = {
    menu: shallowReadonly(menu),
    editing: shallowReadonly(editing),
    replying: shallowReadonly(replying),
    deleting: shallowReadonly(deleting),
    goal: goal.place,
    goTo: goal.goTo,
    copyLink(message) {
      if (message.offset !== null) void navigator.clipboard.writeText(goal.linkTo(message.offset))
    },
    may,
    mayDelete: ({ isMine }) => may(isMine ? 'deleteOwn' : 'deleteAny') || may('deleteAny'),
    openMenu(message, anchor, kind) {
      if (isTarget(message)) menu.value = { message, anchor, kind }
    },
    closeMenu: () => (menu.value = null),
    edit(message) {
      if (isTarget(message) && message.isMine && may('changeOwn')) editing.value = message
    },
    stopEditing: () => (editing.value = null),
    reply(message) {
      if (!isTarget(message) || !may('post')) return
      editing.value = null
      replying.value = message
    },
    openBranch(message) {
      const isThere = message.branch !== null
      // Without an answer nothing opens; the line above the conversation says why.
      if (message.id !== null && (isThere || may('branch')))
        void openBranch({ ...message, id: message.id }).catch(ignore)
    },
    stopReplying: () => (replying.value = null),
    save(text) {
      const message = editing.value
      if (!message) return
      editing.value = null
      if (text === '' && message.files.length === 0) deleting.value = message
      else if (text !== message.text) outbox.change(thread, { do: 'edit', message: message.id, text })
    },
    askToDelete(message) {
      if (isTarget(message) && actions.mayDelete(message)) deleting.value = message
    },
    decideToDelete(isSure) {
      if (isSure && deleting.value) outbox.change(thread, { do: 'delete', message: deleting.value.id })
      deleting.value = null
    },
    react(message, emoji) {
      if (!isTarget(message) || !may('react')) return
      const isOn = !message.reactions.some((reaction) => reaction.emoji === emoji && reaction.isMine)
      outbox.change(thread, { do: 'react', message: message.id, emoji, isOn })
    },
    pin(message) {
      if (isTarget(message)) outbox.change(thread, { do: 'pin', message: message.id, isOn: !message.isPinned })
    },
    markUnread(message) {
      if (message.offset !== null) markUnread(message.offset)
    },
    retry: outbox.retry,
    discard: outbox.discard,
  }
  provide(key, actions)
  return actions
}

export function useMessageActions(): MessageActions {
  return needed(inject(key))
}

export function isTarget(message: MessageRow): message is Target {
  return message.id !== null && message.offset !== null && !message.isDeleted
}

function ignore(): void {
  // There is nothing to take back.
}
