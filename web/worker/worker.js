// Keeps the program for when there is no connection. It keeps nothing that anybody wrote, and no page that the server wrote for somebody.
// scripts/worker.mjs fills in what belongs to this version. A new version waits until no page of the old one is open, or until
// somebody lets it in; what the version before it has kept stays, so that no page of that misses a part that it loads later.
const version = '__VERSION__'
const files = ['__FILES__']
const shell = '/shell.html'

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(version).then((cache) => cache.addAll([shell, ...files])))
})

self.addEventListener('activate', (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name !== version).slice(0, -1))
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))))
})

self.addEventListener('message', ({ data }) => {
  if (data === 'take over') self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (request.mode === 'navigate' && url.pathname === '/') event.respondWith(page(request))
  else if (url.pathname.startsWith('/assets/') || files.includes(url.pathname)) event.respondWith(file(request))
})

/** From the server, who knows who is there; without one, the program alone. */
async function page(request) {
  try {
    return await fetch(request)
  } catch (error) {
    const kept = await caches.match(shell)
    if (!kept) throw error
    return kept
  }
}

/** A name with a hash is one file for ever. */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request)
}
