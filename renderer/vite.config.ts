import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

/** What the screens need, whichever tool builds them; `electron.vite.config.ts` spreads it with absolute folders. */
export const rendererConfig = {
  // Relative addresses: the same files are served over loopback and from a packaged folder.
  base: './',
  plugins: [react()],
  build: {
    minify: true,
    emptyOutDir: true,
    // A data: font would need `font-src data:` in the content policy.
    assetsInlineLimit: 0,
    // The preload polyfill is an inline-free script, but current Chromium does not need it.
    modulePreload: { polyfill: false },
    target: 'chrome150',
  },
} satisfies UserConfig;

/** Run from the root of the repository: `vite build --config renderer/vite.config.ts`. */
export default defineConfig({
  ...rendererConfig,
  root: 'renderer',
  build: { ...rendererConfig.build, outDir: '../out/renderer' },
});
