import { mkdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
/** Where a seeded workspace stays between runs; not under version control. */
export const benchFolder = path.join(root, '.cache', 'bench');

/** A home of its own, so that a bench neither reads nor writes anybody's data, and no key store is asked. */
export function homeEnvironment(): NodeJS.ProcessEnv {
  const home = path.join(benchFolder, 'home');
  mkdirSync(home, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    XDG_DATA_HOME: path.join(home, 'data'),
    XDG_CONFIG_HOME: path.join(home, 'config'),
  };
  for (const name of [
    'DBUS_SESSION_BUS_ADDRESS',
    'DISPLAY',
    'WAYLAND_DISPLAY',
    'ALTAVOZ_PASSPHRASE',
    'ALTAVOZ_WORKSPACE',
    'ALTAVOZ_RECOVERY_KEY',
  ])
    delete env[name];
  return env;
}
