import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

interface Modules {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null
}

/**
 * What a page needs to be drawn comes in two files, of which the libraries' outlives most releases. A file for each set of modules that others share, too,
 * would make forty, which compress worse.
 */
const firstLoad = [
  { name: inFirstLoad('libraries'), debugName: 'libraries', test: /node_modules/, priority: 1 },
  { name: inFirstLoad('app'), debugName: 'app', priority: 0 },
]

function inFirstLoad(name: string) {
  return (id: string, modules: Modules) => (isReached(id, modules, new Set()) ? name : null)
}

/** Whether the page imports it, without being asked for it later. */
function isReached(id: string, modules: Modules, seen: Set<string>): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  const info = modules.getModuleInfo(id)
  return info !== null && (info.isEntry || info.importers.some((importer) => isReached(importer, modules, seen)))
}

export default defineConfig({
  plugins: [vue()],
  resolve: {
    alias: { entities: fileURLToPath(new URL('src/messages/entities.ts', import.meta.url)) },
  },
  build: {
    // The tokens use light-dark(), which these understand without a translation.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // Every asset is a file with a hash in its name: the page's policy allows no data: address in a style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: firstLoad } } },
  },
  server: {
    // A test reads the description of the server's API.
    fs: { allow: ['..'] },
    proxy: {
      '/connection': { target: 'http://127.0.0.1:8080', ws: true },
    },
  },
  test: {
    environment: 'happy-dom',
    // As it is built: with our names of characters.
    server: { deps: { inline: ['markdown-it'] } },
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    // No test waits for time to pass: this is for a machine that has much else to do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
