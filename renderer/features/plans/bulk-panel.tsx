import { useEffect, useMemo, useState } from 'react';
import type { PlanRow } from '../../../core/contract/index.ts';
import type { Money } from '../../../core/kernel/index.ts';
import { useText } from '../../i18n/index.ts';
import { DayField, type GridController } from '../../ui/grid/index.ts';
import { Button, MoneyField, NumberField, Panel, Segmented, Select, TextField, useNotify } from '../../ui/index.ts';
import { planBulk, type BulkAction } from './bulk-model.ts';
import type { PlanEdits } from './use-edits.ts';

interface Props {
  readonly controller: GridController<PlanRow>;
  readonly level: PlanRow['level'];
  readonly edits: PlanEdits;
  readonly onClose: () => void;
}

/** One change to many rows. What it will do is said before the button is pressed: n of m, and why the others are left out. */
export function BulkPanel({ controller, level, edits, onClose }: Props) {
  const { t, number, moneys } = useText();
  const notify = useNotify();
  const [kind, setKind] = useState<BulkAction['kind']>('status');
  const [status, setStatus] = useState<PlanRow['status']>('paused');
  const [budget, setBudget] = useState<Money | null>(null);
  const [percent, setPercent] = useState<number | null>(10);
  const [endDay, setEndDay] = useState<string | null>(null);
  const [find, setFind] = useState('');
  const [replacement, setReplacement] = useState('');
  const [rows, setRows] = useState<readonly PlanRow[]>([]);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let current = true;
    void controller.rows().then((read) => current && setRows(read), notify.failed);
    return () => {
      current = false;
    };
    // `notify` only forwards.
  }, [controller.rows]);

  const kinds: readonly BulkAction['kind'][] =
    level === 'campaign' ? ['status', 'budget', 'budget_by', 'end', 'replace'] : ['status', 'replace'];
  const action: BulkAction | null =
    kind === 'status'
      ? { kind, status }
      : kind === 'budget'
        ? budget === null
          ? null
          : { kind, amountMicros: budget.amountMicros }
        : kind === 'budget_by'
          ? percent === null
            ? null
            : { kind, basisPoints: BigInt(Math.round(percent * 100)) }
          : kind === 'end'
            ? { kind, endDay }
            : { kind, find, replacement };
  const key = JSON.stringify(action, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  const outcome = useMemo(() => (action === null ? null : planBulk(rows, action)), [rows, key]);
  const amounts = (sums: ReadonlyMap<string, bigint>): string =>
    moneys(
      [...sums].map(([currency, amountMicros]) => ({ amountMicros, currency })),
      { code: true },
    );
  const movesMoney = outcome !== null && (kind === 'budget' || kind === 'budget_by') && outcome.edits.length > 0;

  async function apply(): Promise<void> {
    if (outcome === null) return;
    setBusy(true);
    const changed = await edits.keep(outcome.edits);
    setBusy(false);
    if (changed > 0) notify.done(t('plansScreen.bulk.done', { count: changed }));
    onClose();
  }

  return (
    <Panel
      id="plans-bulk"
      title={t('plansScreen.bulk', { count: controller.count })}
      onClose={onClose}
      footer={
        <Button variant="primary" isDisabled={busy || outcome === null || outcome.edits.length === 0} onPress={() => void apply()}>
          {t('plansScreen.bulk.apply', { count: outcome?.edits.length ?? 0 })}
        </Button>
      }
    >
      <div className="stack">
        <Select
          label={t('plansScreen.bulk.what')}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`plansScreen.bulk.kind.${value}`) }))}
          onChange={setKind}
        />
        {kind === 'status' && (
          <Segmented
            label={t('plansScreen.column.status')}
            value={status}
            options={(['active', 'paused', 'archived'] as const).map((value) => ({ value, label: t(`plansScreen.status.${value}`) }))}
            onChange={setStatus}
          />
        )}
        {kind === 'budget' && (
          <MoneyField
            label={t('plansScreen.column.dailyBudget')}
            value={budget}
            currency={rows.find(({ dailyBudget }) => dailyBudget !== null)?.dailyBudget?.currency ?? 'COP'}
            onChange={setBudget}
          />
        )}
        {kind === 'budget_by' && (
          <NumberField
            label={t('plansScreen.bulk.percent')}
            hint={t('plansScreen.bulk.percentHint')}
            value={percent}
            min={-99}
            max={900}
            unit="%"
            onChange={setPercent}
          />
        )}
        {kind === 'end' && (
          <DayField label={t('plansScreen.field.endDay')} hint={t('plansScreen.bulk.endHint')} value={endDay} onChange={setEndDay} />
        )}
        {kind === 'replace' && (
          <>
            <TextField label={t('plansScreen.bulk.find')} value={find} onChange={setFind} />
            <TextField label={t('plansScreen.bulk.replacement')} value={replacement} onChange={setReplacement} />
          </>
        )}
        {outcome !== null && (
          <div className="bulk-outcome" role="status">
            <strong>{t('plansScreen.bulk.outcome', { count: outcome.edits.length, all: number(rows.length) })}</strong>
            {outcome.skipped.size > 0 && (
              <ul>
                {[...outcome.skipped].map(([reason, count]) => (
                  <li key={reason}>{t(`plansScreen.bulk.skip.${reason}`, { count })}</li>
                ))}
              </ul>
            )}
            {movesMoney && <p>{t('plansScreen.bulk.money', { before: amounts(outcome.before), after: amounts(outcome.after) })}</p>}
          </div>
        )}
      </div>
    </Panel>
  );
}
