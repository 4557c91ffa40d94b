import { build } from 'esbuild';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './kill-program.ts';

/**
 * The victim as one file: resolving and reading some hundred modules is most of what a process does that lives for half a
 * second. Without blanks, and as CommonJS: importing Node's own modules the other way loads what nobody asks for. Everything
 * in it is the program's own but the drawing of pictures.
 */
export async function bundleVictim(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, 'victim.cjs');
  await build({
    entryPoints: [path.join(root, 'tests', 'support', 'kill-victim.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minifyWhitespace: true,
    outfile,
    logLevel: 'error',
    external: ['better-sqlite3', '@napi-rs/keyring'],
    banner: { js: `require = require('node:module').createRequire(${JSON.stringify(root + path.sep)});` },
    plugins: [
      {
        name: 'flat-pictures',
        setup(plugin) {
          plugin.onResolve({ filter: /\/images\/renderer\.ts$/ }, () => ({
            path: path.join(root, 'tests', 'support', 'flat-renderer.ts'),
          }));
        },
      },
    ],
  });
  return outfile;
}
