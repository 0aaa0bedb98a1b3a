/**
 * Makes UUIDs of version 7 that ascend even within one millisecond or when the clock steps back, so that sorting them
 * gives the order of writing.
 */
export function clientIds(now: () => number, random: (bytes: Uint8Array) => void = fill): () => string {
  let last = 0
  let counter = 0
  return () => {
    const time = now()
    if (time > last) {
      last = time
      counter = 0
    } else if (++counter > 0xfff) {
      last++
      counter = 0
    }
    return format(last, counter, random)
  }
}

function format(time: number, counter: number, random: (bytes: Uint8Array) => void): string {
  const tail = new Uint8Array(8)
  random(tail)
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80
  const head = time.toString(16).padStart(12, '0') + '7' + counter.toString(16).padStart(3, '0')
  const hex = head + Array.from(tail, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function fill(bytes: Uint8Array): void {
  crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)
}
