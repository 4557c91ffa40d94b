// Probes the key store, tries to keep one entry and prints what came of it.
import { createOsKeyStore } from '../../../../adapters/keystore/os-key-store.ts';

const store = createOsKeyStore({ service: 'Altavoz test', answerMs: 5_000 });
const state = await store.probe();
let kept: string | null = null;
try {
  await store.set('entry', 'valor ñ');
  kept = await store.get('entry');
  if (!(await store.delete('entry')) || (await store.get('entry')) !== null) kept = 'not deleted';
} catch {
  kept = null;
}
process.stdout.write(`${JSON.stringify({ state, kept })}\n`);
