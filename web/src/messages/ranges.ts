/** A stretch of offsets, both ends included. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Disjoint stretches in ascending order that do not touch. */
export type Ranges = readonly Range[]

/** The union with one more stretch. Empty stretches (`to` before `from`) change nothing. */
export function cover(ranges: Ranges, added: Range): Ranges {
  if (added.to < added.from) return ranges
  let { from, to } = added
  const before: Range[] = []
  const after: Range[] = []
  for (const range of ranges) {
    if (range.to + 1 < from) before.push(range)
    else if (range.from - 1 > to) after.push(range)
    else {
      from = Math.min(from, range.from)
      to = Math.max(to, range.to)
    }
  }
  return [...before, { from, to }, ...after]
}

/** What is missing between the first stretch and `top`. */
export function holes(ranges: Ranges, top: number): Ranges {
  const found: Range[] = []
  let next = ranges[0]?.from ?? top + 1
  for (const range of ranges) {
    if (range.from > top) break
    if (range.from > next) found.push({ from: next, to: range.from - 1 })
    next = range.to + 1
  }
  if (next <= top) found.push({ from: next, to: top })
  return found
}

export function covers(ranges: Ranges, offset: number): boolean {
  return ranges.some((range) => range.from <= offset && offset <= range.to)
}

/** What of the stretches lies in another one. */
export function within(ranges: Ranges, stretch: Range): Ranges {
  return ranges
    .map(({ from, to }) => ({ from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) }))
    .filter(({ from, to }) => from <= to)
}

/** How far towards `to` one comes from `from` on without meeting a hole. */
export function reachable(ranges: Ranges, from: number, to: number): number {
  const end = ranges.find((range) => range.from <= from + 1 && from < range.to)?.to ?? from
  return Math.min(to, end)
}
