const key = 'loquat.emoji'
const most = 16

/** What was chosen on this device, the last first. */
export function recentEmoji(storage: Storage = localStorage): readonly string[] {
  return (storage.getItem(key) ?? '').split(' ').filter((sign) => sign !== '')
}

export function noteEmoji(sign: string, storage: Storage = localStorage): void {
  const others = recentEmoji(storage).filter((known) => known !== sign)
  storage.setItem(key, [sign, ...others].slice(0, most).join(' '))
}
