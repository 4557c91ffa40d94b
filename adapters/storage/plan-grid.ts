import type { PlanFilter, PlanRow } from '../../core/contract/plans.ts';
import type { Figures } from '../../core/contract/plans.ts';
import type { z } from 'zod';
import { addDays, fold, type Money } from '../../core/kernel/index.ts';
import type { PlanListInput, PlanListOutput, PlanRepository } from '../../core/plans/plan-repository.ts';
import { figuresOf } from '../../core/plans/figures.ts';
import type { Database } from './database.ts';
import { createOrderCache } from './plan-order-cache.ts';

type Filter = z.infer<typeof PlanFilter>;
type Row = z.infer<typeof PlanRow>;

/** What stands behind each sort name of the contract. */
const SORT: Readonly<Record<PlanListInput['sort']['by'], string>> = {
  name: 'o.folded_name',
  network: 'o.network',
  status: 'o.status',
  delivery: 'o.delivery',
  dailyBudget: 'o.daily_budget_micros',
  updatedAt: 'o.updated_at',
  closesOn: 'v.closes_on',
  spend: 'f.spend_micros',
  clicks: 'f.clicks',
  impressions: 'f.impressions',
  clientName: 'c.folded_name',
};
const QUICK: Readonly<Record<NonNullable<Filter['quick']>, string>> = {
  with_errors: 'o.errors > 0',
  with_warnings: 'o.warnings > 0',
  unposted: "o.mark NOT IN ('none', 'incoming')",
  conflicts: "o.mark = 'conflict'",
  in_review: "o.delivery = 'in_review'",
  rejected: "o.delivery = 'rejected'",
  no_delivery: "o.lifecycle = 'live' AND o.status = 'active' AND coalesce(f.impressions, 0) = 0",
  closing_soon: 'v.closes_on BETWEEN @today AND @soon',
};
const SOON_DAYS = 7;

interface Listing {
  readonly order: readonly number[];
  readonly totals: PlanListOutput['totals'];
}
interface FigureSum {
  readonly currency: string | null;
  readonly currencies: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly conversions: number;
  readonly spend: string;
}
interface GridRow {
  readonly n: number;
  readonly id: string;
  readonly level: Row['level'];
  readonly network: string;
  readonly clientName: string;
  readonly name: string;
  readonly parentName: string | null;
  readonly status: Row['status'];
  readonly lifecycle: Row['lifecycle'];
  readonly delivery: Row['delivery'];
  readonly mark: Row['mark'];
  readonly budget: string | null;
  readonly currency: string;
  readonly vacancyTitle: string | null;
  readonly vacancyState: string | null;
  readonly closesOn: string | null;
  readonly errors: number;
  readonly warnings: number;
  readonly updatedAt: string;
  readonly impressions: number | null;
  readonly clicks: number;
  readonly conversions: number;
  readonly spend: string;
  readonly figureCurrency: string;
}

const ROWS = `
  SELECT o.n, o.id, o.level, o.network, c.name AS clientName, o.name, p.name AS parentName, o.status, o.lifecycle, o.delivery, o.mark,
    CAST(o.daily_budget_micros AS TEXT) AS budget, o.currency, v.title AS vacancyTitle, v.state AS vacancyState, v.closes_on AS closesOn, o.errors, o.warnings, o.updated_at AS updatedAt,
    f.impressions, f.clicks, f.conversions, CAST(f.spend_micros AS TEXT) AS spend, f.currency AS figureCurrency
  FROM json_each(?) j JOIN plan_object o ON o.n = j.value JOIN client c ON c.id = o.client_id
    LEFT JOIN plan_object p ON p.id = o.parent_id LEFT JOIN vacancy v ON v.id = o.vacancy_id LEFT JOIN plan_figure f ON f.n = o.n
  ORDER BY j.key`;

/**
 * The grid. The order of a whole list is worked out once and kept until anything in the file changes, so that every
 * further window, however deep, is a slice: SQLite would count through all rows before an OFFSET.
 */
export function createPlanGrid(db: Database): Pick<PlanRepository, 'list'> {
  const cached = createOrderCache<Listing>(db);

  function work(input: PlanListInput, today: string): Listing {
    const { filter, sort } = input;
    const values = {
      today,
      soon: addDays(today, SOON_DAYS),
      level: filter.level,
      clientId: filter.clientId,
      networks: JSON.stringify(filter.networks),
      underId: filter.underId,
      text: likePattern(filter.text),
    };
    const where = whereOf(filter);
    const direction = sort.direction === 'asc' ? 'ASC' : 'DESC';
    const joins = joinsFor(`${where} ${SORT[sort.by]}`);
    const used = namedIn(where, values);
    const order = db
      .prepare<unknown[], number>(
        `SELECT o.n FROM plan_object o ${joins} WHERE ${where} ORDER BY ${SORT[sort.by]} ${direction} NULLS LAST, o.n`,
      )
      .pluck()
      .all(used);
    return {
      order,
      totals: {
        dailyBudget: filter.level === 'campaign' ? budgets(where, values) : [],
        figures: figures(where, values, filter.underId !== null),
      },
    };
  }

  function budgets(where: string, values: Readonly<Record<string, unknown>>): Money[] {
    return db
      .prepare<unknown[], { currency: string; total: string }>(
        `SELECT o.currency, CAST(sum(o.daily_budget_micros) AS TEXT) AS total FROM plan_object o ${joinsFor(where)} WHERE ${where} AND o.daily_budget_micros IS NOT NULL GROUP BY o.currency ORDER BY o.currency`,
      )
      .all(namedIn(where, values))
      .map((row) => ({ amountMicros: BigInt(row.total), currency: row.currency }));
  }

  /** Null without figures, and over several currencies: pesos and dollars are never added. */
  function figures(where: string, values: Readonly<Record<string, unknown>>, isNarrow: boolean): Figures | null {
    // Left to itself SQLite starts from every object of the level; few of them have figures. Under one parent it chooses well.
    const join = isNarrow ? 'JOIN' : 'CROSS JOIN';
    const sum = db
      .prepare<unknown[], FigureSum>(
        `SELECT min(f.currency) AS currency, count(DISTINCT f.currency) AS currencies, coalesce(sum(f.impressions), 0) AS impressions, coalesce(sum(f.clicks), 0) AS clicks,
           coalesce(sum(f.conversions), 0) AS conversions, CAST(coalesce(sum(f.spend_micros), 0) AS TEXT) AS spend
         FROM plan_figure f ${join} plan_object o ON o.n = f.n ${joinsFor(where).replace(FIGURE_JOIN, '')} WHERE ${where}`,
      )
      .get(namedIn(where, values));
    if (sum === undefined || sum.currency === null || sum.currencies !== 1) return null;
    return figuresOf(sum.impressions, sum.clicks, sum.conversions, { amountMicros: BigInt(sum.spend), currency: sum.currency });
  }

  return {
    list(input, today) {
      const { order, totals } = cached(JSON.stringify([input.filter, input.sort, today]), () => work(input, today));
      const window = order.slice(input.offset, input.offset + input.limit);
      const rows = db.prepare<[string], GridRow>(ROWS).all(JSON.stringify(window));
      return { rows: rows.map(rowOf), total: order.length, totals };
    },
  };
}

const VACANCY_JOIN = 'LEFT JOIN vacancy v ON v.id = o.vacancy_id';
const FIGURE_JOIN = 'LEFT JOIN plan_figure f ON f.n = o.n';
const CLIENT_JOIN = 'JOIN client c ON c.id = o.client_id';

function joinsFor(sql: string): string {
  return [sql.includes('v.') ? VACANCY_JOIN : '', sql.includes('f.') ? FIGURE_JOIN : '', sql.includes('c.') ? CLIENT_JOIN : ''].join(' ');
}

function whereOf(filter: Filter): string {
  const parts = ["o.level = @level AND o.lifecycle <> 'archived'"];
  if (filter.clientId !== null) parts.push('o.client_id = @clientId');
  if (filter.networks.length > 0) parts.push('o.network IN (SELECT value FROM json_each(@networks))');
  if (filter.underId !== null) parts.push('(o.campaign_id = @underId OR o.parent_id = @underId)');
  if (filter.text.trim() !== '') parts.push("o.folded_name LIKE @text ESCAPE '\\'");
  if (filter.quick !== null) parts.push(`(${QUICK[filter.quick]})`);
  return parts.join(' AND ');
}

function likePattern(text: string): string {
  return `%${fold(text).replace(/[\\%_]/g, '\\$&')}%`;
}

/** SQLite refuses names that the statement does not have. */
function namedIn(sql: string, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => sql.includes(`@${name}`)));
}

function rowOf(row: GridRow): Row {
  return {
    id: row.id,
    level: row.level,
    network: row.network,
    clientName: row.clientName,
    name: row.name,
    parentName: row.parentName,
    status: row.status,
    lifecycle: row.lifecycle,
    delivery: row.delivery,
    mark: row.mark,
    dailyBudget: row.budget === null ? null : { amountMicros: BigInt(row.budget), currency: row.currency },
    vacancyTitle: row.vacancyTitle,
    vacancyState: row.vacancyState,
    closesOn: row.closesOn,
    errors: row.errors,
    warnings: row.warnings,
    figures:
      row.impressions === null
        ? null
        : figuresOf(row.impressions, row.clicks, row.conversions, { amountMicros: BigInt(row.spend), currency: row.figureCurrency }),
    updatedAt: row.updatedAt,
  };
}
