import type { results } from '../contract/results.ts';
import type { OutcomeFigures, ResultRow } from '../contract/results.ts';
import type { FiguresSource } from '../plans/index.ts';
import { addDays, dayNumber, isDay } from '../kernel/days.ts';
import { decimalText } from '../kernel/money.ts';
import { ok, refuse, type Refusal } from '../kernel/result.ts';
import type { Handlers } from '../ports/handlers.ts';
import { csvText } from './csv.ts';
import { figuresFrom, measureOf } from './figures.ts';
import { countsBy, NO_OUTCOMES, outcomeFigures, rowKey, rowsWithoutSpend, unattributedOf } from './outcomes.ts';
import type { Dimension, GroupSums, Measure, OutcomeCount, ResultRange, ResultStore, Sums } from './result-store.ts';

export interface ResultsDeps {
  readonly store: ResultStore;
  /** Name shown to people. */
  readonly networkName: (network: string) => string;
}

export interface Results {
  readonly handlers: Handlers<typeof results>;
  readonly figures: FiguresSource;
}

const LONGEST_RANGE_DAYS = 800;

export function createResults(deps: ResultsDeps): Results {
  const { store } = deps;

  function daysOf(range: ResultRange): readonly string[] {
    return Array.from({ length: dayNumber(range.toDay) - dayNumber(range.fromDay) + 1 }, (_, index) => addDays(range.fromDay, index));
  }

  /** The account that was read longest ago says where the range stops being complete. */
  function incompleteFrom(range: ResultRange): string | null {
    const days = store.sources(range).flatMap((source) => source.metricsDay ?? []);
    const first = days.toSorted()[0];
    return first !== undefined && first <= range.toDay ? (first < range.fromDay ? range.fromDay : first) : null;
  }

  /** Rows in order, and what became of whom each one brought; by campaign nobody knows. */
  function ordered(range: ResultRange, by: Dimension, sort: Measure) {
    const value = (row: GroupSums): number => measureOf(row, sort) ?? -1;
    const groups = store.groups(range, by);
    const outcomes = store.outcomeGroups(range, by);
    const counts = countsBy(outcomes, [], ({ key, currency }) => rowKey({ key, currency }));
    return {
      rows: [...groups, ...rowsWithoutSpend(groups, outcomes, by === 'network')].toSorted(
        (a, b) => value(b) - value(a) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
      ),
      outcomesOf: (row: GroupSums) => (by === 'campaign' ? null : outcomeFigures(row, counts.get(rowKey(row)) ?? NO_OUTCOMES)),
    };
  }

  /** One line a currency: that of the spend, and any that only outcomes have in these days. */
  function outcomeTotals(range: ResultRange, totals: readonly Sums[], counts: readonly OutcomeCount[]) {
    const byCurrency = countsBy(counts, range.networks, ({ currency }) => currency);
    const spent = new Map(totals.map(({ currency, spendMicros }) => [currency, spendMicros]));
    return [...new Set([...spent.keys(), ...byCurrency.keys()])].map((currency) => ({
      currency,
      ...outcomeFigures({ currency, spendMicros: spent.get(currency) ?? 0n }, byCurrency.get(currency) ?? NO_OUTCOMES),
    }));
  }

  function label(row: GroupSums, by: string): string {
    return by === 'network' ? deps.networkName(row.key) : row.label;
  }

  /** The last line of a file: outcomes of these days that are in no other, for lack of a click or of one currency. */
  function unattributedLine(
    input: ResultRange & { readonly by: Dimension; readonly language: 'es' | 'en' },
  ): readonly (readonly string[])[] {
    if (input.by === 'campaign') return [];
    const of = new Map(unattributedOf(store.outcomes(input)).map(({ kind, count }) => [kind, count]));
    if ([...of.values()].every((count) => count === 0)) return [];
    const empty = HEADERS[input.language].slice(1, -6).map(() => '');
    const counts = (['application', 'qualified', 'hired'] as const).map((kind) => String(of.get(kind) ?? 0));
    return [[UNATTRIBUTED[input.language], ...empty, ...counts, '', '', '']];
  }

  return {
    handlers: {
      summary(input) {
        const refusal = refuseRange(input);
        if (refusal !== null) return refusal;
        const length = dayNumber(input.toDay) - dayNumber(input.fromDay) + 1;
        const before = { ...input, fromDay: addDays(input.fromDay, -length), toDay: addDays(input.fromDay, -1) };
        const sources = store.sources(input);
        const windows = new Map(sources.map((source) => [source.network, source.attributionWindow]));
        const read = sources.flatMap((source) => source.readAt ?? []).toSorted();
        const totals = store.totals(input);
        const outcomes = store.outcomes(input);
        return ok({
          totals: totals.map(figuresFrom),
          previous: store.totals(before).map(figuresFrom),
          outcomes: outcomeTotals(input, totals, outcomes),
          unattributed: unattributedOf(outcomes),
          attribution: [...windows].map(([network, window]) => ({ network, window })),
          oldestReadAt: read[0] ?? null,
          incompleteFromDay: incompleteFrom(input),
        });
      },
      series(input) {
        const refusal = refuseRange(input);
        if (refusal !== null) return refusal;
        const days = daysOf(input);
        const series = new Map<string, { network: string; currency: string; values: (number | null)[] }>();
        const index = new Map(days.map((day, position) => [day, position]));
        for (const row of store.byDay(input)) {
          const key = `${row.network}/${row.currency}`;
          let one = series.get(key);
          if (one === undefined) series.set(key, (one = { network: row.network, currency: row.currency, values: days.map(() => null) }));
          one.values[index.get(row.day) ?? 0] = measureOf(row, input.measure);
        }
        return ok({ days: [...days], series: [...series.values()], incompleteFromDay: incompleteFrom(input) });
      },
      rows(input) {
        const refusal = refuseRange(input);
        if (refusal !== null) return refusal;
        const { rows: all, outcomesOf } = ordered(input, input.by, input.sort);
        const page = all.slice(input.offset, input.offset + input.limit);
        const days = daysOf(input);
        const index = new Map(days.map((day, position) => [day, position]));
        const daily = new Map(page.map((row) => [rowKey(row), days.map(() => 0)]));
        for (const row of page.length === 0 ? [] : store.groupDays(input, input.by, [...new Set(page.map((one) => one.key))])) {
          const values = daily.get(rowKey(row));
          const position = index.get(row.day);
          if (values !== undefined && position !== undefined) values[position] = measureOf(row, input.sort) ?? 0;
        }
        const rows = page.map((row): ResultRow => ({
          key: rowKey(row),
          label: label(row, input.by),
          network: row.network,
          figures: figuresFrom(row),
          outcomes: outcomesOf(row),
          daily: daily.get(rowKey(row)) ?? [],
        }));
        return ok({ rows, total: all.length });
      },
      restatements(input) {
        const { rows, total } = store.restatements(input.offset, input.limit);
        return ok({ rows: [...rows], total });
      },
      export(input) {
        const refusal = refuseRange(input);
        if (refusal !== null) return refusal;
        const found = ordered(input, input.by, 'spend');
        const rows = found.rows.map((row) => {
          const figures = figuresFrom(row);
          const outcomes = found.outcomesOf(row);
          return [
            label(row, input.by),
            row.network === null ? '' : deps.networkName(row.network),
            row.currency,
            String(figures.impressions),
            String(figures.clicks),
            decimalText(BigInt(row.conversionsMillionths), 0),
            text(figures.spend),
            figures.ctr === null ? '' : figures.ctr.toFixed(6),
            text(figures.cpc),
            text(figures.cpm),
            figures.conversionRate === null ? '' : figures.conversionRate.toFixed(6),
            text(figures.cpa),
            ...(outcomes === null ? NO_CELLS : outcomeCells(outcomes)),
          ];
        });
        return ok({
          fileName: `${FILE_NAME[input.language]}-${input.by}-${input.fromDay}-${input.toDay}.csv`,
          csv: csvText([HEADERS[input.language], ...rows, ...unattributedLine(input)]),
        });
      },
    },
    figures: {
      totals(adIds) {
        return new Map(
          [...store.adTotals(adIds)].map(([adId, sums]) => {
            const { impressions, clicks, conversions, spend } = figuresFrom(sums);
            return [adId, { impressions, clicks, conversions, spend }];
          }),
        );
      },
    },
  };
}

function text(amount: { readonly amountMicros: bigint } | null): string {
  return amount === null ? '' : decimalText(amount.amountMicros);
}

function outcomeCells(outcomes: OutcomeFigures): readonly string[] {
  return [
    String(outcomes.applications),
    String(outcomes.qualified),
    String(outcomes.hired),
    text(outcomes.costPerApplication),
    text(outcomes.costPerQualified),
    text(outcomes.costPerHire),
  ];
}

function refuseRange(range: ResultRange): { readonly ok: false; readonly error: Refusal } | null {
  if (!isDay(range.fromDay) || !isDay(range.toDay) || range.fromDay > range.toDay)
    return refuse('results.range_reversed', { fromDay: range.fromDay, toDay: range.toDay });
  if (dayNumber(range.toDay) - dayNumber(range.fromDay) >= LONGEST_RANGE_DAYS)
    return refuse('results.range_too_long', { days: LONGEST_RANGE_DAYS });
  return null;
}

const NO_CELLS = ['', '', '', '', '', ''] as const;
const UNATTRIBUTED = { es: 'sin atribuir', en: 'unattributed' } as const;
const FILE_NAME = { es: 'resultados', en: 'results' } as const;
/** Column names of the file: a data format, so they stand here and not in the catalogue of sentences. */
const HEADERS = {
  es: [
    'nombre',
    'red',
    'moneda',
    'impresiones',
    'clics',
    'postulaciones',
    'gasto',
    'ctr',
    'cpc',
    'cpm',
    'tasa_conversion',
    'costo_por_postulacion',
    'postulaciones_importadas',
    'calificados',
    'contratados',
    'costo_por_postulacion_importada',
    'costo_por_calificado',
    'costo_por_contratado',
  ],
  en: [
    'name',
    'network',
    'currency',
    'impressions',
    'clicks',
    'applications',
    'spend',
    'ctr',
    'cpc',
    'cpm',
    'conversion_rate',
    'cost_per_application',
    'imported_applications',
    'qualified',
    'hired',
    'cost_per_imported_application',
    'cost_per_qualified',
    'cost_per_hire',
  ],
} as const;
