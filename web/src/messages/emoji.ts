/** The picker's dozen. Every language has a name for each, for those who hear them. */
export const emoji = ['👍', '❤️', '😂', '🎉', '👀', '🙏', '✅', '🔥', '😮', '😢', '🚀', '👏'] as const

const places = new Map<string, number>(emoji.map((sign, place) => [sign, place]))

/** The picker's order, then everything else: a pill stays where it is, whoever comes and goes. */
export function compareEmoji(one: string, other: string): number {
  const byPlace = (places.get(one) ?? emoji.length) - (places.get(other) ?? emoji.length)
  return byPlace || (one < other ? -1 : 1)
}
