/** The languages whose code is coloured, each with the other names that people give it. Their grammars are loaded with the first of them. */
export const codeLanguages = {
  bash: ['sh', 'shell', 'zsh', 'console'],
  c: ['h'],
  cpp: ['c++', 'cc', 'hpp', 'cxx'],
  csharp: ['cs', 'c#', 'dotnet'],
  css: [],
  diff: ['patch'],
  dockerfile: ['docker'],
  fsharp: ['fs', 'f#'],
  go: ['golang'],
  http: ['https'],
  ini: ['toml', 'conf', 'properties'],
  java: [],
  javascript: ['js', 'jsx', 'mjs', 'cjs'],
  json: ['jsonc', 'json5'],
  kotlin: ['kt', 'kts'],
  lua: [],
  makefile: ['make', 'mk'],
  markdown: ['md'],
  nginx: ['nginxconf'],
  php: [],
  powershell: ['ps', 'ps1', 'pwsh'],
  protobuf: ['proto'],
  python: ['py'],
  ruby: ['rb'],
  rust: ['rs'],
  scss: ['sass'],
  sql: ['pgsql', 'sqlite'],
  swift: [],
  typescript: ['ts', 'tsx', 'mts', 'cts'],
  xml: ['html', 'svg', 'vue', 'xaml', 'csproj'],
  yaml: ['yml'],
} as const satisfies Record<string, readonly string[]>

export type CodeLanguage = keyof typeof codeLanguages

const byName = new Map<string, CodeLanguage>(
  (Object.entries(codeLanguages) as [CodeLanguage, readonly string[]][]).flatMap(([language, others]) =>
    [language, ...others].map((name) => [name, language] as const),
  ),
)

/** Null for a language that nothing is known of. */
export function codeLanguage(name: string): CodeLanguage | null {
  return byName.get(name) ?? null
}
