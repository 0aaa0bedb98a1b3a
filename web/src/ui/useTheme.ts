import { shallowReadonly, shallowRef, type Ref } from 'vue'

export type Theme = 'system' | 'light' | 'dark' | 'contrast'

const themes: readonly Theme[] = ['system', 'light', 'dark', 'contrast']
const key = 'loquat.theme'

/** Puts on the colours that were chosen on this device. Before anything is drawn, so that nothing flashes. */
export function wearTheme(theme: Theme = chosenTheme()): void {
  const root = document.documentElement
  const isMoreWanted = matchMedia('(prefers-contrast: more)').matches
  const worn = theme === 'system' && isMoreWanted ? 'contrast' : theme
  if (worn === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = worn
}

/** Light, dark, high contrast, or whatever the system says; kept on this device. */
export function useTheme(): { theme: Readonly<Ref<Theme>>; next: () => void } {
  const theme = shallowRef(chosenTheme())
  return {
    theme: shallowReadonly(theme),
    next() {
      theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system'
      localStorage.setItem(key, theme.value)
      wearTheme(theme.value)
    },
  }
}

function chosenTheme(): Theme {
  return themes.find((known) => known === localStorage.getItem(key)) ?? 'system'
}
