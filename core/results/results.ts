import type { results } from '../contract/results.ts';
import type { ResultRow } from '../contract/results.ts';
import type { FiguresSource } from '../plans/index.ts';
import { addDays, dayNumber, isDay } from '../kernel/days.ts';
import { decimalText } from '../kernel/money.ts';
import { ok, refuse, type Refusal } from '../kernel/result.ts';
import type { Handlers } from '../ports/handlers.ts';
import { csvText } from './csv.ts';
import { figuresFrom, measureOf } from './figures.ts';
import type { GroupSums, ResultRange, ResultStore } from './result-store.ts';

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

  function ordered(
    range: ResultRange,
    by: Parameters<ResultStore['groups']>[1],
    sort: Parameters<typeof measureOf>[1],
  ): readonly GroupSums[] {
    const value = (row: GroupSums): number => measureOf(row, sort) ?? -1;
    return store.groups(range, by).toSorted((a, b) => value(b) - value(a) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  function label(row: GroupSums, by: string): string {
    return by === 'network' ? deps.networkName(row.key) : row.label;
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
        return ok({
          totals: store.totals(input).map(figuresFrom),
          previous: store.totals(before).map(figuresFrom),
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
        const all = ordered(input, input.by, input.sort);
        const page = all.slice(input.offset, input.offset + input.limit);
        const days = daysOf(input);
        const index = new Map(days.map((day, position) => [day, position]));
        const daily = new Map(page.map((row) => [`${row.key}/${row.currency}`, days.map(() => 0)]));
        for (const row of page.length === 0 ? [] : store.groupDays(input, input.by, [...new Set(page.map((one) => one.key))])) {
          const values = daily.get(`${row.key}/${row.currency}`);
          const position = index.get(row.day);
          if (values !== undefined && position !== undefined) values[position] = measureOf(row, input.sort) ?? 0;
        }
        const rows = page.map((row): ResultRow => ({
          key: `${row.key}/${row.currency}`,
          label: label(row, input.by),
          network: row.network,
          figures: figuresFrom(row),
          daily: daily.get(`${row.key}/${row.currency}`) ?? [],
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
        const text = (amount: { readonly amountMicros: bigint } | null): string =>
          amount === null ? '' : decimalText(amount.amountMicros);
        const rows = ordered(input, input.by, 'spend').map((row) => {
          const figures = figuresFrom(row);
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
          ];
        });
        return ok({
          fileName: `${FILE_NAME[input.language]}-${input.by}-${input.fromDay}-${input.toDay}.csv`,
          csv: csvText([HEADERS[input.language], ...rows]),
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

function refuseRange(range: ResultRange): { readonly ok: false; readonly error: Refusal } | null {
  if (!isDay(range.fromDay) || !isDay(range.toDay) || range.fromDay > range.toDay)
    return refuse('results.range_reversed', { fromDay: range.fromDay, toDay: range.toDay });
  if (dayNumber(range.toDay) - dayNumber(range.fromDay) >= LONGEST_RANGE_DAYS)
    return refuse('results.range_too_long', { days: LONGEST_RANGE_DAYS });
  return null;
}

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
  ],
} as const;
