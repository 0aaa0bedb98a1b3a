import { shallowRef, watch } from 'vue'

const key = 'loquat.send'

/** Whether Enter makes a new line on this device, and only Ctrl or Cmd with it sends. */
export const sendsWithCommand = shallowRef(localStorage.getItem(key) === 'command')

watch(sendsWithCommand, (isWanted) => {
  if (isWanted) localStorage.setItem(key, 'command')
  else localStorage.removeItem(key)
})
