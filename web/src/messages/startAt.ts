import { shallowRef, watch } from 'vue'

/**
 * Where rooms open on this device: where one left off; at the newest message, and all is read; or there, and the rest stays unread.
 */
export const startings = ['line', 'read', 'newest'] as const
export type Starting = (typeof startings)[number]

const key = 'loquat.start'

export const startsAt = shallowRef<Starting>(startings.find((known) => known === localStorage.getItem(key)) ?? 'line')

watch(startsAt, (wanted) => localStorage.setItem(key, wanted))
