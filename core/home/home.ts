import type { home } from '../contract/results.ts';
import { addDays, dayNumber } from '../kernel/days.ts';
import { money, type Money } from '../kernel/money.ts';
import { ok } from '../kernel/result.ts';
import { fold } from '../kernel/text.ts';
import type { Clock } from '../ports/clock.ts';
import type { Handlers } from '../ports/handlers.ts';
import { instantText } from '../publishing/index.ts';
import type { HomeStore } from './home-store.ts';

export interface HomeDeps {
  readonly store: HomeStore;
  readonly clock: Clock;
  /** The zone in which "today" is meant when no client is chosen. */
  readonly timeZone: () => string;
  /** Last days of the API versions that this program speaks, of networks with an announced one. */
  readonly versionEnds: () => readonly string[];
}

const CLOSING_DAYS = 7;
const WEEK_MS = 7 * 86_400_000;
const STALE_MS = 86_400_000;
/** An ending credential is announced a week ahead, a dying API version two months: replacing the first takes a person, the second a release. */
const CREDENTIAL_MS = 7 * 86_400_000;
const VERSION_DAYS = 60;

export function createHome(deps: HomeDeps): { readonly handlers: Handlers<typeof home> } {
  const { store, clock } = deps;

  /** Most urgent first: what may be spending wrongly, what stands still, what waits for a click, what is only old. */
  function attention(
    clientId: string | null,
    plan: ReturnType<HomeStore['plan']>,
  ): { code: string; count: number; details: Record<string, never>; screen: string }[] {
    const steps = store.steps(clientId, instantText(clock.nowMs() - WEEK_MS));
    const now = instantText(clock.nowMs());
    const ends = deps.versionEnds().map((day) => dayNumber(day) - dayNumber(now.slice(0, 10)));
    const all: readonly (readonly [string, number, string])[] = [
      ['ads_of_closed_vacancies', store.adsOfClosed(clientId), 'plans'],
      ['steps_need_person', steps.needsPerson, 'changes'],
      ['sign_in_needed', store.signInsNeeded(clientId, now), 'connections'],
      ['versions_ended', ends.filter((days) => days <= 0).length, 'connections'],
      ['steps_unknown', steps.unknown, 'changes'],
      ['steps_rejected', steps.rejected, 'changes'],
      ['ads_rejected', plan.rejected, 'plans'],
      ['schedules_asking', store.schedulesAsking(clientId), 'schedules'],
      ['conflicts', plan.conflicts, 'changes'],
      ['incoming_changes', plan.incoming, 'changes'],
      ['approvals_due', store.approvalsRequested(clientId), 'changes'],
      ['objects_with_errors', plan.errors, 'plans'],
      ['credentials_ending', store.credentialsEnding(clientId, now, instantText(clock.nowMs() + CREDENTIAL_MS)), 'connections'],
      ['versions_ending', ends.filter((days) => days > 0 && days <= VERSION_DAYS).length, 'connections'],
      ['stale_accounts', store.stale(clientId, instantText(clock.nowMs() - STALE_MS)), 'connections'],
    ];
    return all.flatMap(([code, count, screen]) => (count === 0 ? [] : [{ code, count, details: {}, screen }]));
  }

  function pacingOf(client: ReturnType<HomeStore['clients']>[number]): readonly {
    clientId: string;
    clientName: string;
    spent: Money;
    cap: Money | null;
    dayOfMonth: number;
    daysInMonth: number;
    projected: Money;
  }[] {
    const today = clock.today(client.timeZone);
    const first = `${today.slice(0, 8)}01`;
    const daysInMonth = dayNumber(nextMonth(first)) - dayNumber(first);
    const dayOfMonth = dayNumber(today) - dayNumber(first) + 1;
    return store.spend(client.clientId, first, today).map((spent) => ({
      clientId: client.clientId,
      clientName: client.name,
      spent,
      // A cap in another currency says nothing about this row.
      cap: client.cap?.currency === spent.currency ? client.cap : null,
      dayOfMonth,
      daysInMonth,
      // Straight line, rounded down: never promises more than was seen.
      projected: money((spent.amountMicros * BigInt(daysInMonth)) / BigInt(dayOfMonth), spent.currency),
    }));
  }

  return {
    handlers: {
      overview(input) {
        const plan = store.plan(input.clientId);
        const clients = store.clients(input.clientId);
        const today = clock.today(input.clientId === null ? deps.timeZone() : (clients[0]?.timeZone ?? deps.timeZone()));
        return ok({
          attention: attention(input.clientId, plan),
          closingSoon: [...store.closing(input.clientId, today, addDays(today, CLOSING_DAYS), 50)],
          pacing: clients.flatMap(pacingOf),
          live: { campaigns: plan.campaigns, ads: plan.ads, inReview: plan.inReview, rejected: plan.rejected },
          pending: { changes: plan.changes, daily: [...plan.daily] },
        });
      },
      search(input) {
        return ok({ hits: [...store.search(fold(input.text), input.limit)] });
      },
    },
  };
}

function nextMonth(first: string): string {
  return `${addDays(first, 31).slice(0, 8)}01`;
}
