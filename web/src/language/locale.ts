import { computed, shallowRef } from 'vue'

/** In whose manner dates, numbers and lists are written: a language, and a region where the browser names one. */
export const locale = shallowRef('en-GB')

/** Answers with what `make` makes of the page's locale, and makes it anew when that changes. */
export function perLocale<T>(make: (locale: string) => T): () => T {
  const made = computed(() => make(locale.value))
  return () => made.value
}

const conjunction = perLocale((name) => new Intl.ListFormat(name, { type: 'conjunction' }))
const numbers = perLocale((name) => new Intl.NumberFormat(name))

/** Ann, Ben and Cleo. */
export function listed(names: readonly string[]): string {
  return conjunction().format(names)
}

export function inDigits(count: number): string {
  return numbers().format(count)
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
const sizes = perLocale((name) =>
  units.map(
    (unit) =>
      new Intl.NumberFormat(name, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'byte' ? 'long' : 'short',
        maximumFractionDigits: 1,
      }),
  ),
)

/** 48 kB, as they write it where the page is read. */
export function sizeInWords(bytes: number): string {
  const at = bytes < 1_000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3))
  const count = bytes / 1_000 ** at
  return sizes()[at]?.format(count < 10 ? count : Math.round(count)) ?? inDigits(bytes)
}

/** What is said of one, and of any other number; `#` stands for it. A language that knows more kinds of number adds them. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

/** Counts by the rules of one language. */
export function counting(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language)
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', inDigits(count))
}
