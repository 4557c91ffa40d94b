// Writes docs/third-party-notices.md from the packages that ship: every one with its licence text. Fails on a licence that is not allowed.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './node24.mjs';

const ALLOWED = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  // Only what is shipped as it came: its terms bind changes to its own files, and there are none.
  'MPL-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'OFL-1.1',
  'MIT OR Apache-2.0',
  '(MIT OR CC0-1.0)',
  'MIT AND ISC',
  '(MIT AND Zlib)',
  'CC-BY-4.0',
  'WTFPL',
  '(WTFPL OR MIT)',
]);
/** Bundled into the screens, although npm calls them development packages. */
const BUNDLED = [
  'react',
  'react-dom',
  'scheduler',
  'react-aria-components',
  'react-aria',
  'react-stately',
  '@react-aria/*',
  '@react-stately/*',
  '@react-types/*',
  '@internationalized/*',
  '@swc/helpers',
  '@tanstack/*',
  'zustand',
  'react-intl',
  '@formatjs/*',
  'intl-messageformat',
  'echarts',
  'zrender',
  'tslib',
  'lucide-react',
  '@fontsource/ibm-plex-sans',
  '@fontsource/ibm-plex-mono',
  'use-sync-external-store',
  'clsx',
  'client-only',
  'seroval',
  'seroval-plugins',
  'tiny-invariant',
  'tiny-warning',
  'isbot',
];

const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
const matches = (name) => BUNDLED.some((pattern) => (pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
const rows = [];
const refused = [];
for (const [place, entry] of Object.entries(lock.packages)) {
  if (!place.startsWith('node_modules/') || entry.link) continue;
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (entry.dev && !matches(name)) continue;
  const folder = path.join(root, place);
  // Binaries of other systems are not installed here; they carry the licence of the package that names them.
  if (!existsSync(folder)) continue;
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const licence = typeof manifest.license === 'string' ? manifest.license : (manifest.licenses?.[0]?.type ?? 'unknown');
  if (!ALLOWED.has(licence)) refused.push(`${name} ${licence}`);
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)(\.|-|$)/i.test(one));
  rows.push({
    name,
    version: manifest.version,
    licence,
    text: file === undefined ? null : readFileSync(path.join(folder, file), 'utf8').trim(),
  });
}
rows.sort((a, b) => a.name.localeCompare(b.name));
const unique = rows.filter((row, index) => index === 0 || rows[index - 1].name !== row.name || rows[index - 1].version !== row.version);
if (refused.length > 0) {
  process.stderr.write(`Licences that are not allowed:\n${refused.join('\n')}\n`);
  process.exit(1);
}
const index = unique.map((row) => `| ${row.name} | ${row.version} | ${row.licence} |`).join('\n');
/** Many packages carry the same text: it stands once, under all their names. */
const byText = new Map();
for (const row of unique) {
  const key = row.text ?? `The package carries no licence file; its licence is ${row.licence}.`;
  byText.set(key, [...(byText.get(key) ?? []), `${row.name} ${row.version}`]);
}
const texts = [...byText].map(([text, names]) => `## ${names.join(', ')}\n\n\`\`\`\`text\n${text}\n\`\`\`\`\n`).join('\n');
writeFileSync(
  path.join(root, 'docs', 'third-party-notices.md'),
  `# Third-party notices\n\nSoftware and fonts that ship with Altavoz. Written by \`node scripts/notices.mjs\`. Electron's own notices come with its binary (LICENSES.chromium.html).\n\n| Package | Version | Licence |\n|---|---|---|\n${index}\n\n${texts}`,
);
process.stdout.write(`${unique.length} packages\n`);
