import { ok } from '../../core/kernel/result.ts';
import type { AdNetwork, PublishStep } from '../../core/ports/ad-network.ts';
import type { PublishingDeps, PublishStore } from '../../core/publishing/index.ts';
import type { Sabotage } from './publishing-world.ts';

/** Bugs that this kind of program really has, each planted from outside by breaking one thing that the engine is built from. */
export const PLANTED_BUGS: Readonly<Record<string, Sabotage>> = {
  'sends before the intent is written': (deps) =>
    withStore(deps, (store) => ({
      // The row stays leased while the request is under way: after a crash nobody knows that it was sent.
      save: (step, expected) =>
        step.state === 'sending' ? store.step(step.id)?.state === 'leased' : store.save(step, expected === 'sending' ? 'leased' : expected),
    })),
  'sends again without a look': (deps) => withNetwork(deps, () => ({ find: () => Promise.resolve(ok(null)) })),
  'looks for less time than listings lag': (deps) =>
    withNetwork(deps, (network) => ({ capabilities: { ...network.capabilities, listingLagMs: -19_000 } })),
  'retries blindly when the outcome is unknown': (deps) =>
    withNetwork(deps, (network) => ({
      async apply(step) {
        const answer = await network.apply(step);
        return !answer.ok && answer.error.kind === 'outcome_unknown'
          ? { ok: false, error: { kind: 'unavailable', raw: answer.error.raw } }
          : answer;
      },
    })),
  'leases without recovery': (deps) => withStore(deps, () => ({ unlease: () => 0 })),
  'forgets what was being sent when it died': (deps) => withStore(deps, () => ({ sending: () => [] })),
  'takes what was being sent for never sent': (deps) =>
    withStore(deps, (store) => ({
      sending() {
        for (const step of store.sending()) store.save({ ...step, state: 'planned' }, 'sending');
        return [];
      },
    })),
  'activates by name': (deps, world) =>
    withNetwork(deps, (network) => ({
      apply: (step) =>
        network.apply(
          step.kind !== 'set_status'
            ? step
            : {
                ...step,
                objects: step.objects.map((object) => ({
                  ...object,
                  remoteId:
                    [...world.books.objects.values()].find(
                      (booked) => booked.level === object.level && booked.fields['name'] === object.fields.name,
                    )?.remoteId ?? object.remoteId,
                })),
              },
        ),
    })),
  'sends a hundred times the budget': (deps) =>
    withNetwork(deps, (network) => ({
      apply: (step) => network.apply(hundredfold(step)),
      // The same wrong table on the way back hides it from the reading.
      async read(account, scope) {
        const answer = await network.read(account, scope);
        if (!answer.ok) return answer;
        return ok(
          answer.value.map((object) => {
            const budget = object.fields['dailyBudget'];
            if (typeof budget !== 'object' || budget === null || !('amountMicros' in budget)) return object;
            return {
              ...object,
              fields: { ...object.fields, dailyBudget: { ...budget, amountMicros: String(BigInt(String(budget['amountMicros'])) / 100n) } },
            };
          }),
        );
      },
    })),
  'ignores a partial answer': (deps) =>
    withNetwork(deps, (network) => ({
      async apply(step) {
        const answer = await network.apply(step);
        if (!answer.ok || step.kind !== 'create_tree') return answer;
        const missing = step.objects.filter((object) => !answer.value.refs.some((ref) => ref.objectId === object.objectId));
        return ok({
          ...answer.value,
          refs: [
            ...answer.value.refs,
            ...missing.map((object) => ({ objectId: object.objectId, part: object.level, remoteId: 'believed' })),
          ],
        });
      },
    })),
  'activates without comparing the hash': (deps, world) => ({
    ...deps,
    changes: { ...deps.changes, contentHashOf: (id) => world.approved.get(id)?.hash ?? null },
  }),
  'activates for a closed vacancy': (deps) => ({ ...deps, facts: { ...deps.facts, mayAdvertise: () => true } }),
  'books a budget twice': (deps) =>
    withStore(deps, (store) => ({
      book(entry) {
        const before = store.booking(entry.campaignId)?.booked.amountMicros ?? 0n;
        store.book(
          entry.next.amountMicros === 0n ? entry : { ...entry, next: { ...entry.next, amountMicros: before + entry.next.amountMicros } },
        );
      },
    })),
  'spends without booking': (deps) => withStore(deps, () => ({ book: () => undefined })),
  'ignores the monthly cap': (deps) => ({ ...deps, facts: { ...deps.facts, monthlyCap: () => null } }),
  'writes while fenced': (deps) => ({ ...deps, fence: { isValid: () => true } }),
  'writes no audit of what it sends': (deps) => ({
    ...deps,
    audit: {
      append: (context, action, subject, details) =>
        void (action === 'publishing.step_sent' || deps.audit.append(context, action, subject, details)),
    },
  }),
  'never sets dependents free': (deps) => withStore(deps, () => ({ release: () => undefined })),
  'sends children before their parents': (deps) =>
    withStore(deps, (store) => ({
      addRun: (run, objects, steps) =>
        store.addRun(
          run,
          objects,
          [...steps].map((step) => ({ ...step, needs: [] })),
        ),
    })),
  'never cancels the children of a refused parent': (deps) => withStore(deps, () => ({ dependents: () => [] })),
  'does not read back': (deps) =>
    withNetwork(deps, (network) => ({
      async read(account, scope) {
        const answer = await network.read(account, scope);
        return answer.ok ? ok(answer.value.map((object) => ({ ...object, fields: {} }))) : answer;
      },
    })),
  'records the outcome and forgets the plan': (deps) => ({
    ...deps,
    plans: {
      ...deps.plans,
      confirm: (id, confirmed) => (confirmed.remoteId === undefined ? deps.plans.confirm(id, confirmed) : undefined),
    },
  }),
  'does not commit what it says': (deps) => ({
    ...deps,
    uow: {
      ...deps.uow,
      durable: (work) => {
        try {
          return deps.uow.durable(() => {
            throw new Lost(work());
          });
        } catch (cause) {
          if (cause instanceof Lost) return cause.value as never;
          throw cause;
        }
      },
    },
  }),
};

/** Carries a value out of a transaction that is rolled back. */
class Lost extends Error {
  readonly value: unknown;
  constructor(value: unknown) {
    super('rolled back');
    this.value = value;
  }
}

function withStore(deps: PublishingDeps, change: (store: PublishStore) => Partial<PublishStore>): PublishingDeps {
  return { ...deps, store: { ...deps.store, ...change(deps.store) } };
}

function withNetwork(deps: PublishingDeps, change: (network: AdNetwork) => Partial<AdNetwork>): PublishingDeps {
  return {
    ...deps,
    network(id) {
      const network = deps.network(id);
      return network === null ? null : { ...network, ...change(network) };
    },
  };
}

function hundredfold(step: PublishStep): PublishStep {
  return {
    ...step,
    objects: step.objects.map((object) =>
      object.level === 'campaign'
        ? {
            ...object,
            fields: {
              ...object.fields,
              dailyBudget: { ...object.fields.dailyBudget, amountMicros: object.fields.dailyBudget.amountMicros * 100n },
            },
          }
        : object,
    ),
  };
}
