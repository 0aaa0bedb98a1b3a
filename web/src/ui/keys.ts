import { words } from '../language/words'

const isMac = navigator.userAgent.includes('Mac')

/** What the key is called that goes with a letter to mean a command. */
export function commandKey(): string {
  return isMac ? '⌘' : words.keys.control
}
