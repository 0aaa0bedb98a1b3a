import { ref, watchEffect, type Ref } from 'vue'

export type Theme = 'system' | 'light' | 'dark'

const themes: readonly Theme[] = ['system', 'light', 'dark']
const key = 'loquat.theme'

/** Light, dark, or whatever the system says; kept on this device. */
export function useTheme(storage: Storage = localStorage): { theme: Ref<Theme>; next: () => void } {
  const theme = ref<Theme>(themes.find((known) => known === storage.getItem(key)) ?? 'system')
  watchEffect(() => {
    const root = document.documentElement
    if (theme.value === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = theme.value
    storage.setItem(key, theme.value)
  })
  return { theme, next: () => (theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system') }
}
