import { setTimeout as pause } from 'node:timers/promises'
import { inspect, isDeepStrictEqual } from 'node:util'

/** How long people wait for anything: longer than the longest pause between two attempts to connect. */
export const patience = Number(process.env.LOQUAT_E2E_PATIENCE ?? 90_000)

/** Asks until the answer is yes. `complain` says what did not happen in time, which is never less than people's patience. */
export async function before(milliseconds, ask, complain) {
  const end = performance.now() + Math.max(milliseconds, patience)
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(await complain())
    await pause(50)
  }
}

/** Asks until the answer is this one. `what` says what is asked for. */
export async function becomes(what, ask, wanted) {
  let answer
  await before(
    0,
    async () => isDeepStrictEqual((answer = await ask()), wanted),
    () => `${what}: ${inspect(answer)} instead of ${inspect(wanted)}`,
  )
}
