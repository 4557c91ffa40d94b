// A machine whose key store and disk do as files in $MACHINE_DOUBLE say: node --import tests/support/machine-double.mjs out/main/cli.js
// `key-store-locked`: the store answers nothing. `disk-full`: no database grows by a page, and the disk says that it is full.
import fs, { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const folder = process.env['MACHINE_DOUBLE'];
const says = (name) => existsSync(path.join(folder, name));
const url = new URL('./machine-double-keyring.mjs', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) => (specifier === '@napi-rs/keyring' ? { url, shortCircuit: true } : next(specifier, context)),
});

const kept = path.join(folder, 'key-store.json');
const read = () => (existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {});
globalThis.machineDoubleKeyStore = {
  get: (name) => read()[name] ?? null,
  put(name, value) {
    const all = read();
    if (value === null) delete all[name];
    else all[name] = value;
    writeFileSync(kept, JSON.stringify(all));
  },
  isLocked: () => says('key-store-locked'),
};

const { statfsSync } = fs;
fs.statfsSync = (...args) => (says('disk-full') ? Object.assign(statfsSync(...args), { bavail: 0, bsize: 4096 }) : statfsSync(...args));
syncBuiltinESMExports();

// SQLite answers a file that may not grow as it answers a full disk.
const Database = createRequire(import.meta.url)('better-sqlite3');
const { prepare, pragma } = Database.prototype;
const databases = new Set();
Database.prototype.prepare = function watched(...args) {
  databases.add(this);
  return Reflect.apply(prepare, this, args);
};
let full = false;
setInterval(() => {
  if (says('disk-full') === full) return;
  full = !full;
  for (const database of databases)
    if (database.open && !database.readonly)
      pragma.call(database, `max_page_count=${full ? pragma.call(database, 'page_count', { simple: true }) : 1_073_741_823}`);
}, 50).unref();
