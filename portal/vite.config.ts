import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The contract is read from its sources, so that the page needs no build of it.
  resolve: { conditions: ['@campus-helpdesk/source', ...defaultClientConditions] },
  // The page is served under `default-src 'none'`: everything is a file of its own below /assets.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, emptyOutDir: true },
})
