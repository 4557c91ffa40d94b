import { FilterX, Megaphone, Sparkles } from 'lucide-react';
import { useMemo } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { PlanRow } from '../../../core/contract/index.ts';
import { PlanFilter } from '../../../core/contract/index.ts';
import { CommandButton } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useUrlState } from '../../navigation/index.ts';
import { asRpcError, useRead, type OutputOf } from '../../rpc/index.ts';
import { DataGrid, Facet, useGridController, useListWindow } from '../../ui/grid/index.ts';
import { Button, EmptyState, ErrorState, Screen, SearchField, Segmented, useNetworkNames } from '../../ui/index.ts';
import './plans.css';
import { BulkPanel } from './bulk-panel.tsx';
import { planColumns, type PlanPatch } from './columns.tsx';
import { ObjectPanel } from './edit/object-panel.tsx';
import { FlowDesk } from './flow/flow-desk.tsx';
import { PlanTree } from './tree.tsx';
import type { TreeNode } from './tree-model.ts';
import { usePlanCommands } from './use-commands.ts';
import { usePlanEdits } from './use-edits.ts';
import { filterOf, isNarrowed, PlansView, WIDE } from './view.ts';

const LEVELS = ['campaign', 'ad_group', 'ad'] as const;
type Quick = NonNullable<PlansView['quick']>;
const QUICK: readonly Quick[] = PlanFilter.shape.quick.unwrap().options;

export function PlansScreen() {
  const [view] = useUrlState(PlansView);
  return view.flow === null ? <PlansList /> : <FlowDesk />;
}
export { PlansScreen as Screen };

function PlansList() {
  const text = useText();
  const { t } = text;
  const { clientId } = useClient();
  const { nameOf } = useNetworkNames();
  const [view, change] = useUrlState(PlansView);
  const { data: networks } = useRead('networks.list', {});
  const filter = useMemo(() => filterOf(view, clientId), [view, clientId]);
  const source = useListWindow('plans.list', { filter, sort: { by: view.by, direction: view.direction } }, pick);
  const controller = useGridController(source);
  const columns = useMemo(() => planColumns(text, view.level, nameOf), [text, view.level, nameOf]);
  const edits = usePlanEdits();
  usePlanCommands({ controller, edits, openBulk: () => change({ bulk: true, open: null }), openFlows: (flow) => change({ flow }) });
  const head = source.head?.totals;

  function choose(node: TreeNode | null): void {
    if (node === null) return change({ underClient: null, underNetwork: null, under: null, node: null });
    const level = node.kind === 'campaign' ? 'ad_group' : node.kind === 'ad_group' ? 'ad' : 'campaign';
    change({
      node: node.key,
      underClient: node.clientId,
      underNetwork: node.network,
      under: node.id !== null && (node.kind === 'campaign' || node.kind === 'ad_group') ? node.id : null,
      level,
    });
  }

  return (
    <Screen
      flush
      title={t('plansScreen.title')}
      actions={
        <>
          {controller.count > 0 && <CommandButton id="plans.bulkEdit" />}
          {controller.count > 0 && <CommandButton id="plans.toggle" />}
          <CommandButton id="plans.flows" variant="primary" />
        </>
      }
      toolbar={
        <>
          <Segmented
            label={t('plansScreen.levels')}
            value={view.level}
            options={LEVELS.map((value) => ({ value, label: t(`plansScreen.levels.${value}`) }))}
            onChange={(level) => change(level === 'campaign' ? { level, under: null, node: null } : { level })}
          />
          <SearchField label={t('plansScreen.search')} value={view.text} onChange={(value) => change({ text: value })} />
          {view.underNetwork === null && (
            <Facet
              label={t('plansScreen.column.network')}
              chosen={view.networks}
              onChange={(chosenNetworks) => change({ networks: [...chosenNetworks] })}
              options={(networks?.networks ?? []).map(({ id, displayName }) => ({ value: id, label: displayName, count: null }))}
            />
          )}
          <ToggleButtonGroup
            className="chips"
            aria-label={t('plansScreen.quick')}
            selectionMode="single"
            selectedKeys={view.quick === null ? [] : [view.quick]}
            onSelectionChange={(keys) => change({ quick: QUICK.find((each) => keys.has(each)) ?? null })}
          >
            {QUICK.map((each) => (
              <ToggleButton key={each} id={each} className="chip">
                {t(`plansScreen.quick.${each}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </>
      }
      panel={
        view.bulk && controller.count > 0 ? (
          <BulkPanel controller={controller} level={view.level} edits={edits} onClose={() => change({ bulk: false })} />
        ) : view.open === null ? undefined : (
          <ObjectPanel key={view.open} objectId={view.open} onClose={() => change({ open: null })} />
        )
      }
    >
      <div className="plans-split">
        <PlanTree clientId={clientId} chosen={view.node} onChoose={choose} />
        <div className="plans-main">
          <DataGrid<PlanRow, PlanPatch>
            key={view.level}
            name={`plans-${view.level}`}
            label={t(`plansScreen.levels.${view.level}`)}
            columns={columns}
            source={source}
            controller={controller}
            sort={{ by: view.by, direction: view.direction }}
            onSort={(sort) => change({ by: PlansView.shape.by.parse(sort.by), direction: sort.direction })}
            onEdit={(changed) => void edits.keep(changed)}
            onOpen={(row) => change({ open: row.id, bulk: false })}
            onActive={(row) => {
              if (row !== null && view.open !== null && view.open !== row.id) change({ open: row.id });
            }}
            onSpace={() => void edits.toggle(controller)}
            tone={tone}
            {...(head === undefined ? {} : { totals: totalsOf(head) })}
            countLabel={(total) => t(`plansScreen.count.${view.level}`, { count: total })}
            sumLabel={(rows, complete) => (complete ? budgetSum(rows) : null)}
            failed={(retry) => <ErrorState error={asRpcError(source.error)} onRetry={retry} />}
            empty={
              isNarrowed(view) ? (
                <EmptyState
                  icon={<FilterX size={20} aria-hidden />}
                  title={t('plansScreen.noneMatch')}
                  action={<Button onPress={() => change(WIDE)}>{t('plansScreen.clearFilters')}</Button>}
                >
                  {t('plansScreen.noneMatchHelp')}
                </EmptyState>
              ) : (
                <EmptyState
                  icon={<Megaphone size={20} aria-hidden />}
                  title={t('plansScreen.empty')}
                  action={
                    <Button variant="primary" icon={<Sparkles size={16} aria-hidden />} onPress={() => change({ flow: 'new' })}>
                      {t('plansScreen.newFlow')}
                    </Button>
                  }
                >
                  {t('plansScreen.emptyHelp')}
                </EmptyState>
              )
            }
          />
        </div>
      </div>
    </Screen>
  );

  function totalsOf({ dailyBudget, figures }: OutputOf<'plans.list'>['totals']): Readonly<Record<string, string>> {
    const budget = dailyBudget.map((amount) => text.money(amount)).join(' + ');
    if (figures === null) return { dailyBudget: budget };
    return {
      dailyBudget: budget,
      spend: text.money(figures.spend),
      impressions: text.number(figures.impressions),
      clicks: text.number(figures.clicks),
      ctr: text.percent(figures.ctr, 2),
      cpc: figures.cpc === null ? '–' : text.money(figures.cpc),
      conversions: text.number(figures.conversions, 1),
      cpa: figures.cpa === null ? '–' : text.money(figures.cpa),
    };
  }
  /** One sum a currency: pesos and dollars are never added. */
  function budgetSum(rows: readonly PlanRow[]): string | null {
    const sums = new Map<string, bigint>();
    for (const { dailyBudget } of rows)
      if (dailyBudget !== null) sums.set(dailyBudget.currency, (sums.get(dailyBudget.currency) ?? 0n) + dailyBudget.amountMicros);
    if (sums.size === 0) return null;
    return t('plansScreen.perDay', {
      amount: text.moneys(
        [...sums].map(([currency, amountMicros]) => ({ amountMicros, currency })),
        { code: true },
      ),
    });
  }
}

function pick(answer: OutputOf<'plans.list'>) {
  return answer;
}

function tone(row: PlanRow): string {
  const classes = [];
  if (row.mark === 'new' || row.mark === 'edited') classes.push('is-unposted');
  if (row.status === 'paused') classes.push('is-muted');
  if (row.status === 'archived' || row.mark === 'removed') classes.push('is-removed');
  return classes.join(' ');
}
