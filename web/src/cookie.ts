/**
 * What the pages that the server writes are to know before any script runs. For a year after the last visit; null takes it back.
 */
export function tellServer(name: string, value: string | null): void {
  const age = value === null ? 0 : 365 * 24 * 60 * 60
  const secure = location.protocol === 'https:' ? '; secure' : ''
  document.cookie = `${name}=${value ?? ''}; path=/; max-age=${age}; samesite=lax${secure}`
}
