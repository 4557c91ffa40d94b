import type { AdFields, AdGroupFields, CampaignFields, Figures, PlanRow } from '../../../core/contract/index.ts';
import type { Money } from '../../../core/kernel/index.ts';
import type { Text } from '../../i18n/index.ts';
import { remembered, type CellEdit, type GridColumn } from '../../ui/grid/index.ts';
import { Age, NetworkMark } from '../../ui/index.ts';
import { parseAmount } from '../../ui/parse-amount.ts';
import { ChangeBadge, DeliveryBadge, DesiredBadge, ProblemsBadge } from './words.tsx';

export type PlanPatch = Partial<Omit<CampaignFields, 'employment'>> & Partial<AdGroupFields> & Partial<AdFields>;
type Column = GridColumn<PlanRow, PlanPatch>;

export function planColumns(text: Text, level: PlanRow['level'], networkName: (id: string) => string): readonly Column[] {
  const { t } = text;
  const day = remembered((value) => text.day(value));
  const figure = (id: string, sortBy: string | null, width: number, show: (figures: Figures) => string): Column => ({
    id,
    label: t(`plansScreen.column.${id as 'spend'}`), // every id below has its key; the catalogue test reads them
    width,
    align: 'end',
    ...(sortBy === null ? {} : { sortBy }),
    text: (row) => (row.figures === null ? '' : show(row.figures)),
  });
  const amount = (value: Money | null): string => (value === null ? '–' : text.money(value));
  const columns: (Column | null)[] = [
    {
      id: 'name',
      label: t('plansScreen.column.name'),
      width: 300,
      pinned: true,
      sortBy: 'name',
      text: (row) => row.name,
      edit: nameEdit(text),
      render: (row) => (
        <span className="plan-name">
          <NetworkMark id={row.network} showName={false} />
          <span className="grid-name truncate">{row.name}</span>
        </span>
      ),
    },
    {
      id: 'mark',
      label: t('plansScreen.column.mark'),
      width: 104,
      text: (row) => (row.mark === 'none' ? '' : t(`plansScreen.mark.${row.mark}`)),
      render: (row) => <ChangeBadge mark={row.mark} text={text} />,
    },
    {
      id: 'problems',
      label: t('plansScreen.column.problems'),
      width: 108,
      text: (row) =>
        row.errors > 0
          ? t('plansScreen.errors', { count: row.errors })
          : row.warnings > 0
            ? t('plansScreen.warnings', { count: row.warnings })
            : '',
      render: (row) => <ProblemsBadge errors={row.errors} warnings={row.warnings} text={text} />,
    },
    {
      id: 'status',
      label: t('plansScreen.column.status'),
      width: 106,
      sortBy: 'status',
      text: (row) => t(`plansScreen.status.${row.status}`),
      render: (row) => <DesiredBadge status={row.status} text={text} />,
      edit: statusEdit(text),
    },
    {
      id: 'delivery',
      label: t('plansScreen.column.delivery'),
      width: 122,
      sortBy: 'delivery',
      text: (row) => t(`plansScreen.delivery.${row.delivery}`),
      render: (row) => <DeliveryBadge delivery={row.delivery} text={text} />,
    },
    level === 'ad'
      ? null
      : {
          id: 'dailyBudget',
          label: t('plansScreen.column.dailyBudget'),
          width: 124,
          align: 'end',
          sortBy: 'dailyBudget',
          text: (row) => (row.dailyBudget === null ? '' : text.money(row.dailyBudget)),
          edit: budgetEdit(text),
        },
    level === 'campaign'
      ? null
      : {
          id: 'parent',
          label: t(level === 'ad' ? 'plansScreen.level.ad_group' : 'plansScreen.level.campaign'),
          width: 180,
          text: (row) => row.parentName ?? '',
        },
    { id: 'client', label: t('plansScreen.column.client'), width: 150, sortBy: 'clientName', text: (row) => row.clientName },
    { id: 'vacancy', label: t('plansScreen.column.vacancy'), width: 180, text: (row) => row.vacancyTitle ?? '' },
    {
      id: 'closesOn',
      label: t('plansScreen.column.closesOn'),
      width: 140,
      sortBy: 'closesOn',
      text: (row) => (row.closesOn === null ? '' : day(row.closesOn)),
    },
    figure('spend', 'spend', 116, (figures) => text.money(figures.spend)),
    figure('impressions', 'impressions', 104, (figures) => text.number(figures.impressions)),
    figure('clicks', 'clicks', 84, (figures) => text.number(figures.clicks)),
    figure('ctr', null, 72, (figures) => text.percent(figures.ctr, 2)),
    figure('cpc', null, 92, (figures) => amount(figures.cpc)),
    figure('conversions', null, 104, (figures) => text.number(figures.conversions, 1)),
    figure('cpa', null, 124, (figures) => amount(figures.cpa)),
    {
      id: 'network',
      label: t('plansScreen.column.network'),
      width: 104,
      sortBy: 'network',
      hiddenAtFirst: true,
      text: (row) => networkName(row.network),
      render: (row) => <NetworkMark id={row.network} />,
    },
    {
      id: 'lifecycle',
      label: t('plansScreen.column.lifecycle'),
      width: 104,
      hiddenAtFirst: true,
      text: (row) => t(`plansScreen.lifecycle.${row.lifecycle}`),
    },
    {
      id: 'updatedAt',
      label: t('plansScreen.column.updatedAt'),
      width: 120,
      sortBy: 'updatedAt',
      text: (row) => text.instant(row.updatedAt),
      render: (row) => <Age at={row.updatedAt} />,
    },
  ];
  return columns.filter((column) => column !== null);
}

const isOpen = (row: PlanRow): boolean => row.lifecycle !== 'archived';

function nameEdit({ t }: Text): CellEdit<PlanRow, PlanPatch> {
  return {
    allowed: isOpen,
    text: (row) => row.name,
    parse: (typed) =>
      typed.trim() === '' ? { ok: false, message: t('plansScreen.invalid.name') } : { ok: true, patch: { name: typed.trim() } },
  };
}

function statusEdit({ t }: Text): CellEdit<PlanRow, PlanPatch> {
  return {
    allowed: isOpen,
    text: (row) => row.status,
    options: (['active', 'paused', 'archived'] as const).map((value) => ({ value, label: t(`plansScreen.status.${value}`) })),
    parse: (typed) =>
      typed === 'active' || typed === 'paused' || typed === 'archived'
        ? { ok: true, patch: { status: typed } }
        : { ok: false, message: t('plansScreen.invalid.status') },
  };
}

function budgetEdit({ t, tag, money }: Text): CellEdit<PlanRow, PlanPatch> {
  return {
    inputMode: 'decimal',
    allowed: (row) => isOpen(row) && row.dailyBudget !== null,
    text: (row) => (row.dailyBudget === null ? '' : money(row.dailyBudget).replace(/^[^\d−-]+/, '')),
    parse(typed, row) {
      const micros = parseAmount(typed, tag);
      if (micros === null || micros <= 0n || row.dailyBudget === null) return { ok: false, message: t('plansScreen.invalid.budget') };
      return { ok: true, patch: { dailyBudget: { amountMicros: micros, currency: row.dailyBudget.currency } } };
    },
  };
}
