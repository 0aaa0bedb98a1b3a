/**
 * Writes into the person's open room as fast as the server takes it, over a connection of its own: `line N`, with up to three more lines
 * below.
 */
export function writesMany(person, { count, from = 1 }) {
  return person.page.evaluate(write, { count, from })
}

async function write({ count, from }) {
  const [, thread] = /#\/t\/(\d+)/.exec(location.hash)
  const authToken = document.querySelector('meta[name="x-bearer"]').content
  const socket = new WebSocket(`ws://${location.host}/connection/websocket`)
  await new Promise((resolve) => (socket.onopen = resolve))
  const inFlight = 32
  let next = from
  let unanswered = count
  const send = () => {
    if (next >= from + count) return
    const message = `line ${next}${'\nwith more below'.repeat(next % 4)}`
    const rpc = { method: 'thread:publish', data: { authToken, id: Number(thread), message } }
    socket.send(JSON.stringify({ id: next++ + 1, rpc }))
  }
  const done = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`${unanswered} answers did not come`)), 120_000)
    socket.onmessage = ({ data }) => {
      for (const line of data.split('\n').filter((text) => text !== '')) {
        const reply = JSON.parse(line)
        if (reply.error) reject(new Error(line))
        else if (Object.keys(reply).length === 0) socket.send('{}')
        else if (reply.connect) for (let i = 0; i < inFlight; i++) send()
        else if (reply.id && --unanswered === 0) resolve()
        else if (reply.id) send()
      }
    }
  })
  socket.send(JSON.stringify({ id: 1, connect: { data: { authToken } } }))
  await done
  socket.close()
}
