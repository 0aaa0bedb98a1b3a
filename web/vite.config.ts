import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

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
