import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { rendererConfig } from './renderer/vite.config.ts';

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      rollupOptions: {
        input: {
          main: at('electron/desktop/main.ts'),
          backend: at('electron/backend/backend-entry.ts'),
          cli: at('electron/cli/main.ts'),
          'reader-worker': at('adapters/intake/reader-worker.ts'),
          'drawing-worker': at('adapters/images/drawing-worker.ts'),
          'cluster-worker': at('adapters/segmentation/cluster-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // A sandboxed preload must be one CommonJS file with nothing left to require.
      externalizeDeps: false,
      rollupOptions: { input: { preload: at('electron/preload/preload.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    ...rendererConfig,
    root: at('renderer'),
    build: { ...rendererConfig.build, outDir: at('out/renderer'), rollupOptions: { input: { index: at('renderer/index.html') } } },
  },
});
