/** The wire between one person's page and the server, to cut or to listen in on. */
export class Wire {
  #sockets = new Set()
  #isCut = false

  /** Called with each frame the page sends: true keeps it from the server. */
  onSend = (_frame, _page) => false

  /** What the server gets in place of a frame. */
  rewrite = (frame) => frame

  /** To be laid before the person arrives at the page. */
  static async lay(context) {
    const wire = new Wire()
    await context.routeWebSocket(/\/connection\/websocket$/, (page) => wire.#join(page))
    return wire
  }

  async cut() {
    this.#isCut = true
    await this.drop()
  }

  mend() {
    this.#isCut = false
  }

  /** Breaks what is connected now; the next connection works. */
  async drop() {
    const sockets = [...this.#sockets]
    this.#sockets.clear()
    await Promise.all(sockets.flatMap(({ page, server }) => [page.close({ code: 1001 }), server.close()]))
  }

  #join(page) {
    if (this.#isCut) return void page.close({ code: 1001 })
    const server = page.connectToServer()
    const socket = { page, server }
    this.#sockets.add(socket)
    page.onMessage((frame) => {
      // What the page says into a wire that is cut already nobody hears.
      if (this.#sockets.has(socket) && !this.onSend(String(frame), page)) server.send(this.rewrite(String(frame)))
    })
    server.onMessage((frame) => page.send(frame))
  }
}

/** The commands of a frame that call this method. */
export function callsOf(frame, method) {
  return frame
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((command) => command.rpc?.method === method)
}
