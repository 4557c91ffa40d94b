import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareThreeWays } from '../../../core/plans/index.ts';
import { canonicalJson, type Json } from '../../../core/kernel/index.ts';
import type { CallContext } from '../../../core/ports/index.ts';
import { clientId, no, planningBench, runFlow, someone, vacancy, yes, type Bench } from '../../support/planning.ts';

const another: CallContext = { ...someone, actor: { id: '01890000-0000-7000-8000-000000000002', name: 'Otra persona', role: 'admin' } };
const third: CallContext = { ...someone, actor: { id: '01890000-0000-7000-8000-000000000003', name: 'Tercera persona', role: 'admin' } };
const all = { all: true as const, clientId: null };

function made(options: Partial<Parameters<typeof planningBench>[0]> = {}): Bench {
  const bench = planningBench({ vacancies: [1, 2, 3].map((number) => vacancy(number)), ...options });
  runFlow(bench, { networks: ['board'] });
  return bench;
}
function explain(bench: Bench): void {
  yes(bench.planning.handlers.checks.run({ clientId: null }, someone));
  yes(
    bench.planning.handlers.checks.waive(
      { objectIds: bench.plans.heads({}).map((head) => head.id), code: null, reason: 'Revisado' },
      someone,
    ),
  );
}
function publish(bench: Bench): void {
  bench.unitOfWork.transaction(() => {
    for (const head of bench.plans.heads({}))
      bench.plans.confirm(head.id, { fields: bench.plans.get(head.id)!.draft, remoteId: `r-${head.id}`, lifecycle: 'live' });
  });
}
const campaignOf = (bench: Bench) => bench.plans.heads({}).find((head) => head.level === 'campaign')!;
const summary = (bench: Bench) => yes(bench.planning.handlers.changes.summary({ clientId: null }, someone));

describe('the three-way difference', () => {
  it('has no silent winner in a thousand random merges', () => {
    const value = fc.constantFrom<Json>('a', 'b', 'c', null, 1);
    const fields = fc.dictionary(fc.constantFrom('name', 'status', 'budget'), value);
    fc.assert(
      fc.property(fields, fields, fields, (mine, base, theirs) => {
        for (const delta of compareThreeWays(mine, base, theirs)) {
          const same = (left: Json, right: Json) => canonicalJson(left) === canonicalJson(right);
          const iMoved = !same(delta.mine, delta.base);
          const theyMoved = !same(delta.theirs, delta.base);
          const expected =
            !iMoved && !theyMoved
              ? 'unchanged'
              : iMoved && !theyMoved
                ? 'mine'
                : !iMoved
                  ? 'theirs'
                  : same(delta.mine, delta.theirs)
                    ? 'both_same'
                    : 'conflict';
          expect(delta.kind).toBe(expected);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('changes', () => {
  it('count new objects and the money that publishing would allow, and nothing once confirmed', () => {
    const bench = made();
    expect(summary(bench)).toMatchObject({
      objects: 5,
      ads: 3,
      daily: [{ amountMicros: 500_000_000_000n, currency: 'COP' }],
      monthly: [{ amountMicros: 15_200_000_000_000n, currency: 'COP' }],
    });
    publish(bench);
    expect(summary(bench)).toMatchObject({ objects: 0, changes: 0, daily: [] });
  });

  it('show what the network changed by itself, and settle it either way', () => {
    const bench = made();
    publish(bench);
    const { id } = campaignOf(bench);
    bench.unitOfWork.transaction(() => bench.plans.setTheirs(id, { name: 'Otro nombre' }));
    expect(campaignOf(bench).mark).toBe('incoming');
    yes(bench.planning.handlers.changes.resolve({ objectId: id, field: 'name', keep: 'mine' }, someone));
    expect(campaignOf(bench).mark).toBe('edited');
    bench.unitOfWork.transaction(() => bench.plans.setTheirs(id, { name: 'Tercer nombre' }));
    expect(campaignOf(bench).mark).toBe('conflict');
    expect(no(bench.planning.changeSource.ready(all, someone))).toMatch(/^changes\.(has_conflicts|warnings_unexplained)$/);
    yes(bench.planning.handlers.changes.resolve({ objectId: id, field: 'name', keep: 'theirs' }, someone));
    expect(campaignOf(bench)).toMatchObject({ mark: 'none', name: 'Tercer nombre' });
  });

  it('go back to what the network confirmed; new objects go away', () => {
    const bench = made();
    publish(bench);
    yes(bench.planning.handlers.plans.edit({ objectIds: [campaignOf(bench).id], fields: { name: 'Cambiado' } }, someone));
    expect(yes(bench.planning.handlers.changes.revert({ selection: all, field: null }, someone)).reverted).toBe(1);
    expect(campaignOf(bench).mark).toBe('none');
    const fresh = made();
    expect(yes(fresh.planning.handlers.changes.revert({ selection: all, field: null }, someone)).reverted).toBe(5);
    expect(fresh.plans.heads({})).toEqual([]);
  });

  it('say which edits make a network learn again', () => {
    const bench = made();
    publish(bench);
    const ad = bench.plans.heads({}).find((head) => head.level === 'ad')!;
    yes(bench.planning.handlers.plans.edit({ objectIds: [ad.id], fields: { headlines: ['Otro'] } }, someone));
    yes(bench.planning.handlers.plans.edit({ objectIds: [campaignOf(bench).id], fields: { name: 'Otro' } }, someone));
    const rows = yes(bench.planning.handlers.changes.list({ clientId, networks: [], quick: null, offset: 0, limit: 10 }, someone)).rows;
    expect(rows.map((row) => [row.level, row.resetsLearning])).toEqual([
      ['campaign', 'no'],
      ['ad', 'yes'],
    ]);
  });
});

describe('what may be published', () => {
  it('is refused with errors, then with unexplained warnings, and is ready once both are settled', () => {
    const bench = made({ vacancies: [vacancy(1), vacancy(2, { description: 'Edad entre 20 y 30 años.', salaryMin: null })] });
    const refused = bench.planning.changeSource.ready(all, someone);
    expect(refused).toMatchObject({ ok: false, error: { code: 'changes.has_errors', details: { objects: 1 } } });
    const objectIds = bench.planning.publishableSelection(clientId);
    expect(objectIds).toHaveLength(3);
    explain(bench);
    const ready = yes(bench.planning.changeSource.ready({ objectIds }, someone));
    expect(ready.objects.map((object) => object.level)).toEqual(['campaign', 'ad_group', 'ad']);
    expect(
      ready.objects.every((object) => ready.objectHashes.get(object.id) === bench.planning.changeSource.contentHashOf(object.id)),
    ).toBe(true);
  });

  it('leaves out groups and campaigns that would stand there without an ad', () => {
    const bench = made({ vacancies: [vacancy(1, { description: 'Edad entre 20 y 30 años.' })] });
    expect(bench.planning.publishableSelection(null)).toEqual([]);
  });

  it('brings the parents along that were never published', () => {
    const bench = made();
    explain(bench);
    const ad = bench.plans.heads({}).find((head) => head.level === 'ad')!;
    expect(yes(bench.planning.changeSource.ready({ objectIds: [ad.id] }, someone)).objects.map((object) => object.level)).toEqual([
      'campaign',
      'ad_group',
      'ad',
    ]);
  });
});

describe('an approval', () => {
  it('needs another person, signs the exact content and is void after any edit', () => {
    const bench = made({ client: { approvalsNeeded: 1 } });
    explain(bench);
    expect(no(bench.planning.changeSource.ready(all, someone))).toBe('changes.not_approved');
    const asked = yes(bench.planning.handlers.changes.requestApproval({ selection: all, note: null }, someone));
    expect(summary(bench).awaitingApproval).toBe(5);
    expect(no(bench.planning.handlers.changes.approve({ approvalId: asked.id, contentHash: asked.contentHash }, someone))).toBe(
      'changes.second_person_needed',
    );
    expect(yes(bench.planning.handlers.changes.approve({ approvalId: asked.id, contentHash: asked.contentHash }, another))).toMatchObject({
      state: 'approved',
      decidedBy: ['Otra persona'],
    });
    expect(yes(bench.planning.changeSource.ready(all, someone)).approvalId).toBe(asked.id);
    yes(bench.planning.handlers.plans.edit({ objectIds: [campaignOf(bench).id], fields: { name: 'Cambiado' } }, someone));
    explain(bench);
    expect(no(bench.planning.changeSource.ready(all, someone))).toBe('changes.approval_void');
    expect(yes(bench.planning.handlers.changes.approvals({}, someone)).approvals[0]!.state).toBe('void');
  });

  it('waits for as many persons as the client wants', () => {
    const bench = made({ client: { approvalsNeeded: 2 } });
    explain(bench);
    const asked = yes(bench.planning.handlers.changes.requestApproval({ selection: all, note: null }, someone));
    const sign = (context: CallContext) =>
      bench.planning.handlers.changes.approve({ approvalId: asked.id, contentHash: asked.contentHash }, context);
    expect(yes(sign(another)).state).toBe('requested');
    expect(no(sign(another))).toBe('changes.second_person_needed');
    expect(yes(sign(third)).state).toBe('approved');
  });

  it('is refused with another hash, and cannot be decided twice', () => {
    const bench = made({ client: { approvalsNeeded: 1 } });
    explain(bench);
    const asked = yes(bench.planning.handlers.changes.requestApproval({ selection: all, note: null }, someone));
    yes(bench.planning.handlers.changes.reject({ approvalId: asked.id, reason: 'Falta el salario' }, another));
    expect(no(bench.planning.handlers.changes.approve({ approvalId: asked.id, contentHash: asked.contentHash }, another))).toBe(
      'changes.already_decided',
    );
    const again = yes(bench.planning.handlers.changes.requestApproval({ selection: all, note: null }, someone));
    expect(again.contentHash).toBe(asked.contentHash);
    expect(no(bench.planning.handlers.changes.approve({ approvalId: again.id, contentHash: 'otro' }, another))).toBe(
      'changes.approval_void',
    );
  });

  it('cannot be asked for over a draft with errors', () => {
    const bench = made({ vacancies: [vacancy(1, { description: 'Personas entre 20 y 30 años.' })] });
    expect(no(bench.planning.handlers.changes.requestApproval({ selection: all, note: null }, someone))).toBe('changes.has_errors');
  });
});
