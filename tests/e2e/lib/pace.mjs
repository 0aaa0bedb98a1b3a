/**
 * In the page: does something and answers how many milliseconds it takes until what it leads to is drawn. `until` is a selector, and
 * `heading` what the open room is to be called by then.
 */
export function drawnAfter(page, { click, until, heading }) {
  return page.evaluate(
    ({ click, until, heading }) =>
      new Promise((resolve, reject) => {
        const start = performance.now()
        const isThere = () =>
          document.querySelector(until) !== null &&
          (!heading || document.querySelector('main h1 .name')?.textContent === heading)
        const look = () => {
          if (!isThere()) return
          observer.disconnect()
          // The frame after the change has drawn it.
          requestAnimationFrame(() => resolve(performance.now() - start))
        }
        const observer = new MutationObserver(look)
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
        setTimeout(() => reject(new Error(`${until} was not drawn`)), 30_000)
        document.querySelector(click).click()
      }),
    { click, until, heading },
  )
}

/** What the page was sent from now on: frames of sockets, and answers as they came over the wire. */
export async function listenIn(page) {
  const heard = { bytes: 0 }
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  session.on('Network.webSocketFrameReceived', ({ response }) => (heard.bytes += response.payloadData.length))
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (heard.bytes += encodedDataLength))
  return heard
}

/** The bytes that are in use once everything that is not has been thrown away. */
export async function heapOf(session) {
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}
