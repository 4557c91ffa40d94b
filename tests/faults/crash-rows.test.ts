import { afterAll, expect, test } from 'vitest';
import { createAuditLog } from '../../adapters/storage/audit-log.ts';
import { auditLog as auditTables } from '../../adapters/storage/migrations/0011-audit.ts';
import { faultWorld } from '../support/fault-world.ts';
import { openJournalDatabase } from '../support/publishing-database.ts';
import { judge } from '../support/publishing-judge.ts';
import { createRandom } from '../support/publishing-random.ts';
import { PERSON, type World } from '../support/publishing-world.ts';
import { instantText } from '../../core/publishing/index.ts';

const journal = openJournalDatabase();
auditTables.up(journal.db);
afterAll(() => journal.close());
const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const steps = (world: World) => world.store.steps({ runId: null, states: [], network: null, offset: 0, limit: 10_000 }).steps;

test('FM-04: an activation whose answer was lost is found done and not sent again; one that never arrived is sent again, once', async () => {
  for (const fault of ['lost_after', 'lost_before'] as const) {
    const world = faultWorld({ journal });
    const tried = new Map<string, number>();
    world.fault = (call, step) => {
      if (call !== 'apply' || step?.kind !== 'set_status') return 'none';
      tried.set(step.id, (tried.get(step.id) ?? 0) + 1);
      return tried.get(step.id) === 1 ? fault : 'none';
    };
    await world.start();
    const settled = await world.settle();
    expect(judge(world, settled)).toEqual([]);
    const writes = world.books.writes.filter((write) => write.kind === 'set_status');
    expect(writes).toHaveLength(tried.size);
    expect([...tried.values()]).toEqual([...tried.values()].map(() => (fault === 'lost_after' ? 1 : 2)));
  }
});

test('FM-05: whichever write fails, the journal, the budget and the audit chain tell the same story', async () => {
  const tables = [
    'publish_run',
    'publish_object',
    'publish_step',
    'publish_need',
    'publish_tally',
    'budget_entry',
    'budget_balance',
    'audit_log',
    'audit_head',
  ];
  let writes = 0;
  let failAt: number | null = null;
  journal.db.function('counted_write', () => {
    writes += 1;
    if (writes === failAt) throw new Error('the disk gave up');
    return 0;
  });
  for (const table of tables)
    for (const event of ['INSERT', 'UPDATE'])
      journal.db.exec(`CREATE TEMP TRIGGER counted_${table}_${event} BEFORE ${event} ON main.${table} BEGIN SELECT counted_write(); END`);

  async function publishFailingAt(n: number | null): Promise<number> {
    const audit = createAuditLog({
      db: journal.db,
      clock: { nowMs: () => 0, nowIso: () => instantText(0), today: () => '1970-01-01', sleep: () => Promise.resolve() },
      sealKey: Buffer.alloc(32, 7),
    });
    failAt = null;
    const before = audit.head().sequence;
    const world = faultWorld({ journal, adsPerGroup: 1, sabotage: (deps) => ({ ...deps, audit }) });
    writes = 0;
    failAt = n;
    let started = false;
    for (let round = 0; round < 400; round += 1) {
      try {
        if (!started) {
          const answer = await world.start();
          started = answer.ok || answer.error.code === 'publishing.nothing_to_publish';
        }
        const report = await world.publishing.engine.work();
        if (report.waitsUntilMs === null) break;
        world.nowMs = Math.max(world.nowMs + 1, report.waitsUntilMs);
      } catch (cause) {
        if (!(cause instanceof Error) || !cause.message.includes('the disk gave up')) throw cause;
        world.restart();
      }
    }
    failAt = null;
    expect(audit.verify(null).intact).toBe(true);
    const rows = [...audit.all()].filter((row) => row.sequence > before);
    const told = (action: string): number => rows.filter((row) => row.action === action).length;
    const all = steps(world);
    expect(all.filter((step) => step.state !== 'confirmed')).toEqual([]);
    expect(told('publishing.step_confirmed')).toBe(all.length);
    // Every attempt that the journal counts was announced, and the network got no write that was not.
    expect(told('publishing.step_sent')).toBe(all.filter((step) => step.kind !== 'verify').reduce((sum, step) => sum + step.attempts, 0));
    expect(world.books.writes.length).toBeLessThanOrEqual(told('publishing.step_sent'));
    expect(world.store.bookedByAccount('account-net')).toMatchObject([{ amountMicros: 10_000_000n }]);
    return writes;
  }

  const all = await publishFailingAt(null);
  for (let n = 1; n <= all; n += NIGHTLY ? 1 : 9) await publishFailingAt(n);
  console.log(`${all} writes in a publish, each of them ${NIGHTLY ? '' : 'ninth '}failed once`);
});

test('FM-19, FM-20: a machine that sleeps or whose clock jumps in the middle of a request makes nothing twice and leaves nothing waiting for ever', async () => {
  for (let seed = 1; seed <= (NIGHTLY ? 2_000 : 25); seed += 1) {
    const world = faultWorld({ journal, seed });
    const random = createRandom(seed);
    let jumps = 4;
    world.fault = (call) => {
      if (jumps === 0 || !random.chance(0.25)) return 'none';
      jumps -= 1;
      // Asleep from a second to three days; or a clock that somebody moved by minutes or years, either way.
      if (random.chance(0.5)) world.nowMs += 1_000 + random.int(3 * 86_400_000);
      else world.skewMs = (random.chance(0.5) ? 1 : -1) * random.int(random.pick([600_000, 730 * 86_400_000]));
      return call === 'apply' ? random.pick(['lost_after', 'lost_before', 'none'] as const) : 'none';
    };
    await world.start();
    const settled = await world.settle(10 * 86_400_000);
    // The world dates its campaign by the clock of the test, so a step that finds its dates past is a right answer too.
    expect({ seed, violations: judge(world, settled) }).toEqual({ seed, violations: [] });
  }
});

test('FM-29: a vacancy that closes at any moment of a publish activates nothing afterwards, and what is live for it pauses', async () => {
  const calm = faultWorld({ journal });
  let requests = 0;
  calm.fault = () => ((requests += 1), 'none');
  await calm.start();
  await calm.settle();
  for (let at = 1; at <= requests; at += 1) {
    const world = faultWorld({ journal, seed: at });
    let count = 0;
    const onTheirWay = new Set<string>();
    world.fault = () => {
      count += 1;
      if (count !== at) return 'none';
      for (const ad of ['vacancy-0-0', 'vacancy-0-1']) world.closedVacancies.add(ad);
      // A request that has left cannot be called back; what it activates is paused below.
      for (const step of world.store.sending()) onTheirWay.add(world.plans.get(step.objectIds[0] ?? '')?.remoteId ?? '');
      return 'none';
    };
    await world.start();
    await world.settle();
    // `violations` holds every activation of a closed vacancy, at the moment it happened.
    const later = world.violations.filter((violation) => !onTheirWay.has(violation.split(' ')[0] ?? ''));
    expect({ at, later }).toEqual({ at, later: [] });
    world.publishing.pauseClosedVacancies(PERSON);
    await world.settle();
    const living = [...world.books.objects.values()].filter((object) => object.level === 'ad' && object.configured === 'active');
    expect({ at, living: living.length }).toEqual({ at, living: 0 });
  }
});

test('FM-30: however budgets, caps, retries and crashes interleave, no more is active than is booked and no more is booked than the cap', async () => {
  for (let seed = 1; seed <= (NIGHTLY ? 5_000 : 40); seed += 1) {
    const world = faultWorld({ journal, seed, campaigns: 2, adsPerGroup: 1, concurrency: 1 + (seed % 3) });
    const random = createRandom(seed);
    // Room for both campaigns as they are, and for a little more.
    world.cap = { amountMicros: 304n * BigInt(2_200_000 + random.int(800_000)), currency: 'COP' };
    world.fault = (call) =>
      call === 'apply' && random.chance(0.1) ? random.pick(['lost_after', 'lost_before', 'unavailable'] as const) : 'none';
    await world.start();
    for (let edit = 0; edit < 4; edit += 1) {
      if (random.chance(0.3)) world.crashIn = 1 + random.int(20);
      await world.settle();
      world.crashIn = null;
      for (const record of world.plans.all())
        if (record.level === 'campaign' && random.chance(0.7))
          world.plans.edit(record.id, { dailyBudget: { amountMicros: BigInt(5 + random.int(20)) * 1_000_000n, currency: 'COP' } });
      world.approveAll();
      await world.start();
    }
    world.fault = () => 'none';
    await world.settle();
    // Judged after every single effect on the network.
    expect({ seed, violations: world.violations }).toEqual({ seed, violations: [] });
  }
});
