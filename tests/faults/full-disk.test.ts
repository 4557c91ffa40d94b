import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isDiskFull } from '../../adapters/storage/database.ts';
import { growingWorld } from '../support/fault-world.ts';
import { openJournalDatabase } from '../support/publishing-database.ts';
import { judge } from '../support/publishing-judge.ts';
import { createRandom } from '../support/publishing-random.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const MIB = 1_048_576;
const probe = mountSmallDisk(MIB);
probe?.unmount();

test.skipIf(probe === null)(
  'FM-22: on a real small disk that fills up at a random moment nothing leaves without a stored intent, every file stays sound, and work goes on when there is room',
  async () => {
    let filled = 0;
    for (let seed = 1; seed <= (NIGHTLY ? 500 : 8); seed += 1) {
      const random = createRandom(seed);
      const disk = mountSmallDisk(MIB * (20 + random.int(44)));
      if (disk === null) throw new Error('A disk could be mounted a moment ago, and now it cannot');
      try {
        const journal = openJournalDatabase(disk.folder);
        const world = growingWorld(journal, seed);
        await world.start();
        const ballast = path.join(disk.folder, 'ballast');
        // Somebody else's file takes all that is left, to the last byte or to a random rest.
        const takeTheRest = (rest: number): void => {
          const { bavail, bsize } = statfsSync(disk.folder);
          try {
            writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize + (rest === 0 ? bsize : -rest)), 7));
          } catch (cause) {
            if (!isDiskFull(cause)) throw cause;
          }
        };
        let calls = 0;
        let at = 1 + random.int(40);
        const rest = random.chance(0.5) ? 0 : random.int(40_000);
        const stateOf = journal.db.prepare<[string], string>('SELECT state FROM publish_step WHERE id = ?').pluck();
        world.fault = (call, step) => {
          calls += 1;
          // What the file says at the moment of sending, with no transaction open that could still be undone.
          if (call === 'apply' && (journal.db.inTransaction || stateOf.get(step?.id ?? '') !== 'sending'))
            world.violations.push('I6: a write left without a stored intent');
          if (calls === at) takeTheRest(rest);
          return 'none';
        };
        let full = 0;
        for (let round = 0; round < 200; round += 1) {
          try {
            const report = await world.publishing.engine.work();
            if (report.waitsUntilMs === null) break;
            world.nowMs = Math.max(world.nowMs + 1, report.waitsUntilMs);
          } catch (cause) {
            if (!isDiskFull(cause)) throw cause;
            full += 1;
            if (full === 3) rmSync(ballast);
          }
        }
        at = 0;
        rmSync(ballast, { force: true });
        const settled = await world.settle();
        expect({ seed, violations: judge(world, settled) }).toEqual({ seed, violations: [] });
        expect({ seed, sound: journal.db.pragma('integrity_check', { simple: true }) }).toEqual({ seed, sound: 'ok' });
        if (full > 0) filled += 1;
        journal.close();
      } finally {
        disk.unmount();
      }
    }
    expect(filled).toBeGreaterThan((NIGHTLY ? 500 : 8) / 2);
  },
  3_600_000,
);
