import { createChecks, type CheckStore, type Rules, type SpendHistory } from '../checks/index.ts';
import type { Exchange } from '../exchange/index.ts';
import { createFlows, type FlowStore } from '../flows/index.ts';
import {
  createPlans,
  createPlanUndoable,
  type AccountFacts,
  type ClientFacts,
  type FiguresSource,
  type PlanRepository,
  type VacancySource,
} from '../plans/index.ts';
import type { AdNetwork, AuditLog, CallContext, ChangeLog, Clock, Ids, Topics, Undoable, UnitOfWork } from '../ports/index.ts';
import { createTemplates, type PhraseBook, type TemplateStore } from '../templates/index.ts';
import type { Selection } from '../publishing/change-source.ts';
import type { Problem } from '../contract/plans.ts';
import { pendingIn } from './selection.ts';
import { createChanges, type ChangeSurroundings } from './changes.ts';
import type { RunHistory } from './take-back.ts';
import type { ApprovalStore, ChangeStore } from './change-store.ts';

export interface PlanningDeps {
  readonly plans: PlanRepository;
  readonly templates: TemplateStore;
  readonly flows: FlowStore;
  readonly checks: CheckStore;
  readonly changes: ChangeStore;
  readonly approvals: ApprovalStore;
  readonly rules: Rules;
  readonly phrases: PhraseBook;
  readonly networks: ReadonlyMap<string, AdNetwork>;
  readonly clients: ClientFacts;
  readonly accounts: AccountFacts;
  readonly vacancies: VacancySource;
  readonly figures: FiguresSource | null;
  readonly spend: SpendHistory | null;
  readonly rates: Exchange;
  readonly surroundings: ChangeSurroundings;
  readonly runHistory: RunHistory;
  readonly workspace: 'simulated' | 'live';
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly audit: AuditLog;
  readonly topics: Topics;
}

/** Objects that an edit may cause to be checked at once. Larger trees are checked when somebody asks, and always before an approval or a publish, so that typing never waits. */
const CHECKED_AT_ONCE = 2_000;

/** The five planning features, wired: what is written is checked, what is checked shows in changes. */
export function createPlanning(deps: PlanningDeps) {
  const checks = createChecks({ ...deps, store: deps.checks });
  const plans = createPlans({ ...deps, store: deps.plans });
  const templates = createTemplates({ ...deps, store: deps.templates });
  const flows = createFlows({ ...deps, store: deps.flows });
  const changes = createChanges({ ...deps, store: deps.changes, checks });
  const undoables: readonly Undoable[] = [createPlanUndoable({ store: deps.plans, clock: deps.clock }), templates.undoable, flows.undoable];

  function checkAround(objectIds: readonly string[]): void {
    if (objectIds.length > CHECKED_AT_ONCE) return;
    const campaignIds = [...new Set(deps.plans.heads({ ids: objectIds }).map((head) => head.campaignId))];
    if (campaignIds.length > 0 && deps.plans.heads({ campaignIds }).length <= CHECKED_AT_ONCE) checks.refresh({ campaignIds });
  }

  const handlers = {
    templates: templates.handlers,
    flows: flows.handlers,
    plans: {
      ...plans.handlers,
      edit(...[input, context]: Parameters<typeof plans.handlers.edit>) {
        const answer = plans.handlers.edit(input, context);
        checkAround(input.objectIds);
        return answer;
      },
    },
    checks: checks.handlers,
    changes: {
      ...changes.handlers,
      resolve(...[input, context]: Parameters<typeof changes.handlers.resolve>) {
        const answer = changes.handlers.resolve(input, context);
        checkAround([input.objectId]);
        return answer;
      },
    },
  };

  return {
    handlers,
    undoables,
    changeSource: changes.source,
    publishableSelection: (clientId: string | null) => changes.publishableSelection(clientId),
    /** Warnings of a selection that nobody explained, as they were last checked; at most so many. */
    openWarnings(selection: Selection, most: number): readonly Problem[] {
      const found: Problem[] = [];
      for (const head of pendingIn(deps.plans, selection, true)) {
        if (head.warnings === 0) continue;
        const { problems } = deps.checks.list({ clientId: null, objectId: head.id, severity: 'warning', offset: 0, limit: most });
        found.push(...problems.filter((problem) => problem.waivedReason === null));
        if (found.length >= most) break;
      }
      return found.slice(0, most);
    },
    refreshFigures: () => plans.refreshFigures(),
    refreshChecks: (scope: Parameters<typeof checks.refresh>[0]) => checks.refresh(scope),
    ensureDefaultTemplate: (context: CallContext) => templates.ensureDefault(context),
  };
}
