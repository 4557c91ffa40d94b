import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FlowFields } from '../../../../core/contract/index.ts';
import type { Money as MoneyValue } from '../../../../core/kernel/index.ts';
import { useText } from '../../../i18n/index.ts';
import { useRead } from '../../../rpc/index.ts';
import { EmptyState, Money, NetworkMark, Table } from '../../../ui/index.ts';

interface Props {
  readonly fields: FlowFields | null;
  /** What is still missing, in words. */
  readonly gap: string | null;
  readonly actions: (ads: number, networks: number) => ReactNode;
}

const MOST_GROUPS = 200;
const DAYS_A_MONTH = 304n; // tenths: the networks' own 30.4 days

/** What running the flow would make: counts, the split of the budget, and what stands in the way. */
export function FlowPreview({ fields, gap, actions }: Props) {
  const text = useText();
  const { t, say, number } = text;
  // The hook needs a question even while there is none to ask; it is not sent.
  const { data, error } = useRead('flows.preview', { fields: fields ?? NEVER_ASKED }, { enabled: fields !== null });
  if (fields === null || gap !== null) {
    return (
      <div className="flow-preview">
        <EmptyState title={t('plansScreen.flow.preview')}>{gap ?? t('plansScreen.flow.previewHelp')}</EmptyState>
      </div>
    );
  }
  if (error !== null) {
    const { what, fix } = text.error(error);
    return (
      <div className="flow-preview" role="alert">
        <EmptyState icon={<CircleAlert size={20} aria-hidden />} title={what}>
          {fix}
        </EmptyState>
      </div>
    );
  }
  const counts = data?.counts ?? [];
  const ads = counts.reduce((sum, count) => sum + count.ads, 0);
  const vacancies = Math.max(0, ...counts.map((count) => count.vacancies));
  const currency = fields.dailyBudget.currency;
  const daily = sumsByCurrency(counts.map((count) => count.dailyBudget));
  const monthly = daily.map((sum) => ({ ...sum, amountMicros: (sum.amountMicros * DAYS_A_MONTH) / 10n }));
  const ofNetwork = new Map(counts.map((count) => [count.network, count.dailyBudget.amountMicros]));
  const groups = (data?.groups ?? []).slice(0, MOST_GROUPS);
  return (
    <section className="flow-preview" aria-label={t('plansScreen.flow.preview')} aria-live="polite">
      <h2 className="visually-hidden">{t('plansScreen.flow.preview')}</h2>
      <div className="flow-total">
        <Figure value={number(vacancies)} label={t('plansScreen.flow.vacancies', { count: vacancies })} />
        <Figure value={number(ads)} label={t('plansScreen.flow.ads', { count: ads })} />
        <Figure
          value={text.moneys(daily)}
          label={t('plansScreen.flow.daily', { currency, month: text.moneys(monthly, { compact: true }) })}
        />
      </div>
      {actions(ads, counts.length)}
      {(data?.problems ?? []).map((problem, index) => (
        // Two problems may say the same of two networks: the position tells them apart.
        <p key={index} className="question" role="note">
          <CircleAlert size={16} aria-hidden />
          {problem.network !== null && <NetworkMark id={problem.network} />}
          <span className="grow">
            {say(
              problem.code,
              problem.details,
              say(`errors.${problem.code}.what`, problem.details, say(`checks.${problem.code}`, problem.details)),
            )}
          </span>
        </p>
      ))}
      <div className="panel-group">
        <h3>{t('plansScreen.flow.byNetwork')}</h3>
        <Table
          label={t('plansScreen.flow.byNetwork')}
          rows={counts}
          keyOf={({ network }) => network}
          columns={[
            { id: 'network', title: t('plansScreen.column.network'), cell: ({ network }) => <NetworkMark id={network} /> },
            { id: 'campaigns', title: t('plansScreen.levels.campaign'), align: 'end', cell: (row) => number(row.campaigns) },
            { id: 'adGroups', title: t('plansScreen.levels.ad_group'), align: 'end', cell: (row) => number(row.adGroups) },
            { id: 'ads', title: t('plansScreen.levels.ad'), align: 'end', cell: (row) => number(row.ads) },
            { id: 'skipped', title: t('plansScreen.flow.skipped'), align: 'end', cell: (row) => number(row.skipped) },
            {
              id: 'budget',
              title: t('plansScreen.column.dailyBudget'),
              align: 'end',
              cell: (row) => <Money value={row.dailyBudget} code={row.dailyBudget.currency !== currency} />,
            },
          ]}
        />
        {(data?.rates ?? []).map((rate) => (
          <p key={`${rate.from} ${rate.to}`} className="small quiet">
            {t('exchange.used', { from: rate.from, to: rate.to, rate: number(Number(rate.rate), 4), day: text.day(rate.day) })}
            {rate.source === '' ? '' : ` · ${rate.source}`}
          </p>
        ))}
      </div>
      <div className="panel-group">
        <h3>{t('plansScreen.flow.groups', { count: data?.groups.length ?? 0 })}</h3>
        <Table
          label={t('plansScreen.flow.groups', { count: data?.groups.length ?? 0 })}
          rows={groups}
          keyOf={({ network, name }) => `${network} ${name}`}
          columns={[
            {
              id: 'name',
              title: t('plansScreen.column.name'),
              cell: ({ name, network }) => (
                <span className="plan-name">
                  <NetworkMark id={network} showName={false} />
                  {name}
                </span>
              ),
            },
            { id: 'ads', title: t('plansScreen.levels.ad'), align: 'end', cell: (row) => number(row.ads) },
            {
              id: 'share',
              title: t('plansScreen.flow.share'),
              cell: (row) => <Share part={row.dailyBudget.amountMicros} whole={ofNetwork.get(row.network) ?? 0n} />,
            },
            {
              id: 'budget',
              title: t('plansScreen.column.dailyBudget'),
              align: 'end',
              cell: (row) => <Money value={row.dailyBudget} code={false} />,
            },
          ]}
        />
        {(data?.groups.length ?? 0) > MOST_GROUPS && (
          <p className="small quiet">{t('plansScreen.flow.moreGroups', { count: (data?.groups.length ?? 0) - MOST_GROUPS })}</p>
        )}
      </div>
    </section>
  );
}

/** One sum a currency, in the order of first appearance: pesos and dollars are never added. */
function sumsByCurrency(amounts: readonly MoneyValue[]): readonly MoneyValue[] {
  const sums = new Map<string, bigint>();
  for (const { amountMicros, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + amountMicros);
  return [...sums].map(([currency, amountMicros]) => ({ amountMicros, currency }));
}

function Figure({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <div>
      <strong>{value}</strong>
      <span className="quiet">{label}</span>
    </div>
  );
}

/** A bar as long as the group's part of the budget; the amount stands beside it. */
function Share({ part, whole }: { readonly part: bigint; readonly whole: bigint }) {
  const permille = whole === 0n ? 0 : Number((part * 1000n) / whole);
  return (
    <span className="share" aria-hidden>
      <span style={{ width: `${permille / 10}%` }} />
    </span>
  );
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
const NEVER_ASKED: FlowFields = {
  name: '-',
  clientId: NOBODY,
  filter: { clientId: NOBODY, text: '', states: [], roleFamilies: [], places: [] },
  grouping: 'per_client',
  networks: ['none'],
  templateId: NOBODY,
  dailyBudget: { amountMicros: 0n, currency: 'COP' },
  startDay: '1970-01-01',
  endDay: null,
  objective: 'traffic',
  radiusKm: null,
};
