import { watchEffect } from 'vue'
import type { MyThread } from '../api/types'
import { pageTitle, type News } from './title'

/** Says what is new where one sees it without looking at the page: in its title, on its icon, and on that of the installed program. */
export function useBadge(news: () => News, open: () => MyThread | null): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const plain = icon?.href ?? ''
  let drawn = ''

  watchEffect(() => {
    const { calls, hasMore } = news()
    document.title = pageTitle(news(), open())
    setAppBadge(calls, hasMore)
    const sign = calls > 0 ? String(Math.min(calls, 99)) : hasMore ? '•' : ''
    if (!icon || sign === drawn) return
    drawn = sign
    void draw(plain, sign).then((address) => {
      if (sign === drawn) icon.href = address
    })
  })
}

function setAppBadge(calls: number, hasMore: boolean): void {
  // Not every browser has it, and none shows it before the page is installed.
  const { setAppBadge: set, clearAppBadge: clear } = navigator as Partial<Navigator>
  const done = calls > 0 ? set?.call(navigator, calls) : hasMore ? set?.call(navigator) : clear?.call(navigator)
  done?.catch(() => undefined)
}

const size = 64

/** The icon with a number, or with a dot in its corner. */
async function draw(plain: string, sign: string): Promise<string> {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (sign === '' || !context) return plain
  canvas.width = canvas.height = size
  const image = new Image(size, size)
  image.src = plain
  await image.decode()
  context.drawImage(image, 0, 0, size, size)

  const isDot = sign === '•'
  const radius = isDot ? 14 : 22
  context.fillStyle = '#b3261e'
  context.beginPath()
  context.arc(size - radius, size - radius, radius, 0, 2 * Math.PI)
  context.fill()
  if (!isDot) {
    context.fillStyle = '#ffffff'
    context.font = `bold ${sign.length > 1 ? 26 : 34}px sans-serif`
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillText(sign, size - radius, size - radius + 2)
  }
  return canvas.toDataURL()
}
