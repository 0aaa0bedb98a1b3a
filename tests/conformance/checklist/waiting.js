// Waiting for what has to come: long enough for a machine that is busy, and with a word on what did not come.

const patience = 60_000

/** The promise's outcome, or an error that says what did not happen. */
export function within(promise, what) {
  let timer
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`this did not happen: ${what}`)), patience)
  })
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer))
}

/** What came, in order, until somebody asks for it. */
export class Inbox {
  #items = []
  #waiting = []

  add(item) {
    const asked = this.#waiting.findIndex(({ match }) => match(item))
    if (asked < 0) this.#items.push(item)
    else this.#waiting.splice(asked, 1)[0].resolve(item)
  }

  /** Takes the first item that matches, now or when it comes. */
  next(what, match = () => true) {
    const here = this.#items.findIndex(match)
    if (here >= 0) return Promise.resolve(this.#items.splice(here, 1)[0])
    return within(new Promise((resolve) => this.#waiting.push({ match, resolve })), what)
  }

  /** What came and was not asked for. */
  get rest() {
    return [...this.#items]
  }
}

/** The next event of that name; call it before what causes the event. */
export function event(emitter, name, match = () => true) {
  const happened = new Promise((resolve) => {
    const heard = (context) => {
      if (!match(context)) return
      emitter.removeListener(name, heard)
      resolve(context)
    }
    emitter.on(name, heard)
  })
  return within(happened, `the event ${name}`)
}

/** All events of that name from now on. */
export function events(emitter, name) {
  const inbox = new Inbox()
  emitter.on(name, (context) => inbox.add(context))
  return inbox
}
