import { shallowRef, watch } from 'vue'

const key = 'loquat.start'

/** Whether rooms open at their newest message on this device, and not where one left off. */
export const startsAtNewest = shallowRef(localStorage.getItem(key) === 'newest')

watch(startsAtNewest, (isWanted) => {
  if (isWanted) localStorage.setItem(key, 'newest')
  else localStorage.removeItem(key)
})
