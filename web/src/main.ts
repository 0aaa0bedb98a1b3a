import { createApp } from 'vue'
import App from './App.vue'
import { pageKey, readPage } from './page'
import { connectionKey } from './chat'
import { openConnection } from './realtime/connection'
import { wearTheme } from './ui/useTheme'
import './styles/tokens.css'
import './styles/base.css'

wearTheme()

const page = readPage(document)
const endpoint = new URL('/connection/websocket', location.href)
endpoint.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
endpoint.hash = ''

createApp(App).provide(pageKey, page).provide(connectionKey, openConnection(endpoint.href, page.bearer)).mount('#app')
