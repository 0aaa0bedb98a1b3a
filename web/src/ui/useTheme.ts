import { shallowReadonly, shallowRef, type Ref } from 'vue'
import { tellServer } from '../cookie'

export const themes = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof themes)[number]

const key = 'loquat.theme'
const theme = shallowRef<Theme>(themes.find((known) => known === localStorage.getItem(key)) ?? 'system')

/** Puts on the colours that were chosen on this device, here and on the pages of the server. Before anything is drawn, so that nothing flashes. */
export function wearTheme(): void {
  const root = document.documentElement
  const isMoreWanted = matchMedia('(prefers-contrast: more)').matches
  const worn = theme.value === 'system' && isMoreWanted ? 'contrast' : theme.value
  if (worn === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = worn
  tellServer('loquat-theme', theme.value === 'system' ? null : theme.value)
  // What surrounds the page, as the bar of a phone, goes with it. There is no medium called none.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const { scheme = '' } = meta.dataset
    const isChosen = worn === 'light' || worn === 'dark'
    meta.media = isChosen ? (scheme === worn ? 'all' : 'none') : `(prefers-color-scheme: ${scheme})`
  }
}

/** Light, dark, high contrast, or whatever the system says; kept on this device. */
export function useTheme(): { theme: Readonly<Ref<Theme>>; choose: (theme: Theme) => void; next: () => void } {
  function choose(wanted: Theme): void {
    theme.value = wanted
    localStorage.setItem(key, wanted)
    wearTheme()
  }

  return {
    theme: shallowReadonly(theme),
    choose,
    next: () => choose(themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system'),
  }
}
