import type { PlanRow } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import type { OutputOf } from '../../rpc/index.ts';
import { Combo, MoneyField, Segmented, Switch, TextField } from '../../ui/index.ts';
import { DayField } from '../../ui/grid/index.ts';
import { isTime, type Draft } from './draft.ts';
import type { SchedulesView } from './view.ts';

interface Props {
  readonly kind: SchedulesView['kind'];
  readonly draft: Draft;
  readonly set: (changes: Partial<Draft>) => void;
  /** Objects of a publish that was scheduled before: they stay the same. */
  readonly kept: readonly string[] | null;
  readonly publishable: OutputOf<'changes.publishable'> | undefined;
  readonly campaigns: readonly PlanRow[];
  readonly currency: string;
}

/** What a schedule does: what is ready goes out, a campaign pauses or starts, a budget changes for a while. */
export function ActionFields({ kind, draft, set, kept, publishable, campaigns, currency }: Props) {
  const { t, number } = useText();
  if (kind === 'publish') {
    if (kept !== null) return <p>{t('schedulesScreen.form.publishKept', { shown: number(kept.length) })}</p>;
    return <Ready publishable={publishable} />;
  }
  const campaign = campaigns.find(({ id }) => id === draft.campaignId);
  return (
    <>
      <Combo
        label={t('schedulesScreen.form.campaign')}
        value={draft.campaignId}
        placeholder={t('schedulesScreen.form.campaignNone')}
        options={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(campaignId) => set({ campaignId })}
      />
      {kind === 'status' ? (
        <>
          <Segmented
            label={t('schedulesScreen.form.status')}
            value={draft.status}
            options={(['paused', 'active'] as const).map((value) => ({ value, label: t(`schedulesScreen.form.status.${value}`) }))}
            onChange={(status) => set({ status })}
          />
          {draft.status === 'paused' && <p className="small quiet">{t('schedulesScreen.form.endHint')}</p>}
        </>
      ) : (
        <>
          <MoneyField
            label={t('schedulesScreen.form.budget')}
            value={draft.dailyBudget}
            currency={campaign?.dailyBudget?.currency ?? currency}
            onChange={(dailyBudget) => set({ dailyBudget })}
          />
          <Switch value={draft.reverts} onChange={(reverts) => set({ reverts, revertDay: draft.revertDay ?? draft.day })}>
            {t('schedulesScreen.form.revert')}
          </Switch>
          {draft.reverts && (
            <div className="field-pair">
              <DayField
                label={t('schedulesScreen.form.revertDay')}
                value={draft.revertDay}
                {...(draft.day === null ? {} : { min: draft.day })}
                onChange={(revertDay) => set({ revertDay })}
              />
              <TextField
                label={t('schedulesScreen.form.revertTime')}
                value={draft.revertTime}
                error={isTime(draft.revertTime) ? null : t('schedulesScreen.form.timeWrong')}
                onChange={(revertTime) => set({ revertTime })}
              />
            </div>
          )}
        </>
      )}
    </>
  );
}

function Ready({ publishable }: { readonly publishable: OutputOf<'changes.publishable'> | undefined }) {
  const { t, say, number, moneys } = useText();
  if (publishable === undefined) return null;
  const { objectIds, ads, daily, obstacle } = publishable;
  if (objectIds.length === 0) return <p className="tone-warn">{t('schedulesScreen.form.publishNone')}</p>;
  return (
    <div className="stack-tight">
      <strong>
        {t('schedulesScreen.form.publish', {
          ads,
          shownAds: number(ads),
          objects: objectIds.length,
          shown: number(objectIds.length),
          money: daily.length,
          amount: moneys(daily, { sign: 'always', code: true }),
        })}
      </strong>
      <p className="small quiet">{t('schedulesScreen.form.publishNote')}</p>
      {obstacle !== null && <p className="small tone-warn">{say(`errors.${obstacle.code}.what`, obstacle.details)}</p>}
    </div>
  );
}
