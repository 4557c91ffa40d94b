// Writes docs/openapi.json from the contract (npm run openapi).
import { spawnSync } from 'node:child_process';
import { requireModernNode, root } from './node24.mjs';

const program = `
import { writeFileSync, readFileSync } from 'node:fs';
import { openApiDocument } from './electron/backend/openapi.ts';
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync('docs/openapi.json', JSON.stringify(openApiDocument(version), null) + '\\n');
`;
const done = spawnSync(requireModernNode(), ['--input-type=module', '-e', program], { cwd: root, stdio: 'inherit' });
process.exit(done.status ?? 1);
