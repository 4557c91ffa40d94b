import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from '../storage/support.ts';

const child = path.join(import.meta.dirname, 'children', 'use-key-store.ts');
const hasBus = existsSync('/usr/bin/dbus-run-session');
const hasStore = hasBus && existsSync('/usr/bin/gnome-keyring-daemon');
if (!hasStore)
  process.stderr.write('SKIPPED: dbus-run-session and gnome-keyring-daemon are not installed, so the real key store was not tried.\n');

interface Answer {
  readonly state: string;
  readonly kept: string | null;
}

/** Runs the child with a home of its own, inside `wrapper` when one is given, and reads its one line of JSON. */
async function ask(wrapper: string | null, busArguments: readonly string[] = []): Promise<Answer> {
  const home = mkdtempSync(path.join(tmpdir(), 'altavoz-keys-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const { DBUS_SESSION_BUS_ADDRESS: _bus, DISPLAY: _display, ...rest } = process.env;
  const env = { ...rest, HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: path.join(home, 'data'), NODE: process.execPath, CHILD: child };
  const running =
    wrapper === null
      ? spawn(process.execPath, [child], { env, stdio: ['ignore', 'pipe', 'ignore'] })
      : spawn('dbus-run-session', [...busArguments, '--', 'bash', '-c', wrapper], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const output: Buffer[] = [];
  for await (const part of running.stdout) output.push(part as Buffer);
  const line = Buffer.concat(output)
    .toString()
    .split('\n')
    .find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`The child said nothing: ${Buffer.concat(output).toString()}`);
  return JSON.parse(line) as Answer;
}

describe('the key store of the operating system', () => {
  test.runIf(process.platform === 'linux')('is called absent without a session bus, and keeps nothing', async () => {
    expect(await ask(null)).toEqual({ state: 'absent', kept: null });
  });

  test.runIf(hasBus)('is called absent on a bus where nobody offers the Secret Service', async () => {
    const folder = scratchFolder();
    const config = path.join(folder, 'bus.conf');
    // A bus that starts no services by itself.
    writeFileSync(
      config,
      `<busconfig><type>session</type><listen>unix:tmpdir=${folder}</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`,
    );
    expect(await ask('exec "$NODE" "$CHILD"', ['--config-file', config])).toEqual({ state: 'absent', kept: null });
  });

  test.runIf(hasStore)('is called locked when its collection was never opened', async () => {
    expect(await ask('gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1; exec "$NODE" "$CHILD"')).toEqual({
      state: 'locked',
      kept: null,
    });
  });

  test.runIf(hasStore)('keeps, returns and deletes a secret when it is open', async () => {
    expect(await ask('printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$NODE" "$CHILD"')).toEqual({
      state: 'available',
      kept: 'valor ñ',
    });
  });
});
