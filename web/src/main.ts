import { createApp, shallowReactive } from 'vue'
import App from './App.vue'
import { fetchPage, pageKey, readPage } from './page'
import { connectionKey } from './chat'
import { speak } from './language/speech'
import { registerWorker } from './offline/worker'
import { openConnection } from './realtime/connection'
import { wearTheme } from './ui/useTheme'
import './styles/tokens.css'
import './styles/base.css'

wearTheme()
// Safari on a phone shows what is pressed only where somebody listens to fingers.
document.addEventListener('touchstart', () => undefined, { passive: true })

const page = shallowReactive(readPage(document))
const endpoint = new URL('/connection/websocket', location.href)
endpoint.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
endpoint.hash = ''

/** Null when the session is over. */
async function bearer(): Promise<string | null> {
  if (page.bearer === '') Object.assign(page, await fetchPage())
  return page.bearer === '' ? null : page.bearer
}

/** What is drawn first is in the right language already. Nothing here waits while it is read: the file of a language needs this one to be whole. */
async function start(): Promise<void> {
  await speak()
  createApp(App).provide(pageKey, page).provide(connectionKey, openConnection(endpoint.href, bearer)).mount('#app')
  registerWorker()
}

void start()
