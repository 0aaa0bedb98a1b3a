import { setTimeout as pause } from 'node:timers/promises'

/** Asks until the answer is yes. `complain` says what did not happen in time. */
export async function before(milliseconds, ask, complain) {
  const end = performance.now() + milliseconds
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(await complain())
    await pause(50)
  }
}
