/** Two letters for a person without a picture. */
export function initials(username: string): string {
  const words = username.split(/[\s._-]+/).filter((word) => word !== '')
  const letters = words.length > 1 ? words.slice(0, 2).map(firstLetter) : Array.from(words[0] ?? '?').slice(0, 2)
  return letters.join('').toUpperCase()
}

/** One of the colours `--person-0` … `--person-7`, the same for a person everywhere. */
export function colourOf(user: number): number {
  return user % 8
}

function firstLetter(word: string): string {
  return Array.from(word)[0] ?? ''
}
