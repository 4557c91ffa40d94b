import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishingNetworks } from '../../adapters/networks/registry.ts';
import type { Passage, RoadFault } from '../support/fault-proxy.ts';
import { root } from '../support/kill-program.ts';
import { makeTemplates } from '../support/kill-template.ts';
import { createRandom } from '../support/publishing-random.ts';
import { publishOverRoad, withoutKeyStore } from '../support/road.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'altavoz-road-'));
const restore = withoutKeyStore(folder);
beforeAll(() => makeTemplates(folder, 2), 120_000);
afterAll(() => {
  restore();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Every request has this chance until the road has had its share. */
function badRoad(seed: number, faults: readonly RoadFault[], most: number): () => Passage {
  const random = createRandom(seed);
  let left = most;
  return () => {
    if (left <= 0 || !random.chance(0.25)) return { fault: 'none' };
    left -= 1;
    return { fault: random.pick(faults), cutAt: random.next() };
  };
}

for (const [row, faults] of [
  ['FM-07, FM-35', ['reset']],
  ['FM-07, FM-35', ['truncate']],
  ['FM-07, FM-10', ['lose_answer', '5xx_after']],
  ['FM-07, FM-10', ['slow', '5xx_before']],
] as const) {
  test(
    `${row}: over a road with ${faults.join(' and ')} every network ends with what was approved, once`,
    { timeout: 3_600_000 },
    async () => {
      for (let seed = 1; seed <= (NIGHTLY ? 100 : 1); seed += 1) {
        const trip = { folder, template: seed % 2 === 1 ? ('fresh' as const) : ('edited' as const), passage: badRoad(seed, faults, 10) };
        const { violations, remote } = await publishOverRoad(trip);
        expect({ seed, violations }).toEqual({ seed, violations: [] });
        expect(remote).toBeGreaterThan(0);
      }
    },
  );
}

test(
  'FM-37: fields that nobody knows, in every object of every answer, break nothing and are written nowhere',
  { timeout: 600_000 },
  async () => {
    const random = createRandom(37);
    let added = 0;
    const grow = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(grow);
      if (typeof value !== 'object' || value === null) return value;
      added += 1;
      const strange = random.pick<unknown>([null, 7, 'NEW_ENUM_VALUE', [], { deep: [{ deeper: true }] }, 1e15, '', false]);
      const entries = Object.entries(value).map(([name, inner]) => [name, grow(inner)] as const);
      return Object.fromEntries([...entries, [`x_unheard_of_${random.int(1_000)}`, strange]]);
    };
    const rewritten = (body: Buffer): Buffer => {
      try {
        return Buffer.from(JSON.stringify(grow(JSON.parse(body.toString('utf8')))));
      } catch {
        return body; // no JSON: nothing to add
      }
    };
    for (let round = 0; added < 10_000 && (round < 1 || NIGHTLY); round += 1) {
      for (const template of ['fresh', 'edited'] as const) {
        // A network whose edits replace the whole object gets back what it gave, strange or not: leaving it out would clear it.
        const spared = (body: Buffer): Buffer => (body.includes('sub_request_status') ? body : rewritten(body));
        const { violations } = await publishOverRoad({
          folder,
          template,
          passage: () => ({ fault: 'none', rewritten: template === 'fresh' ? rewritten : spared }),
          // Where the same words may not be posted twice within the hour, an edit made at once would be refused for that.
          async drive(engine, _field, ids) {
            await engine.advance(2 * 3_600_000);
            await engine.publish(ids);
          },
        });
        expect(violations).toEqual([]);
      }
    }
    console.log(`${added} objects of answers had a field more than anybody knows`);
    expect(added).toBeGreaterThan(300);
  },
);

test('FM-40: with each thing that nobody could confirm set the other way, the books still agree', { timeout: 3_600_000 }, async () => {
  let tried = 0;
  for (const network of publishingNetworks) {
    const names = switchesOf(network.id);
    const settings = NIGHTLY ? names.map((name) => [name]) : [names];
    for (const on of settings) {
      const switches = Object.fromEntries(on.map((name) => [name, true]));
      const { violations } = await publishOverRoad({
        folder,
        template: 'fresh',
        networks: [network.id],
        switches,
        passage: () => ({ fault: 'none' }),
        drive: (engine, _field, networks) => engine.publish(networks),
      });
      // A network that refuses where it was thought to take may stop a step, as long as a person is asked or told: nothing may be twice or lost.
      const asks = violations.some((violation) => violation.endsWith('steps are left needs_person'));
      const refuses = violations.some((violation) => /^\d+ steps were rejected/.test(violation));
      const wrong = violations.filter(
        (violation) =>
          !(asks || refuses) || !/left needs_person$|left planned$|left behind$|be publishing$|steps were rejected/.test(violation),
      );
      expect({ on, wrong }).toEqual({ on, wrong: [] });
      tried += on.length;
    }
  }
  expect(tried).toBeGreaterThanOrEqual(publishingNetworks.length);
});

/** Every simulator names its switches after itself: `meta.short_pages`. Those that make the network answer nothing at all are judged elsewhere. */
function switchesOf(network: string): readonly string[] {
  const simulator = path.join(root, 'adapters', 'networks', network, 'simulator');
  const found = new Set<string>();
  for (const file of readdirSync(simulator, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    for (const [, name] of readFileSync(path.join(simulator, file), 'utf8').matchAll(
      new RegExp(`switchOn\\(\\s*'(${network}\\.[a-z_]+)'`, 'g'),
    ))
      if (name !== undefined && !name.includes('sunset') && !name.includes('dead_version')) found.add(name);
  }
  return [...found];
}
