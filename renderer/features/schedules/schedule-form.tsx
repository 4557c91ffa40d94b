import { useState } from 'react';
import type { Client, Schedule } from '../../../core/contract/index.ts';
import { useSendingOff } from '../../commands/index.ts';
import { useNow, useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Button, DraftNote, Panel, Segmented, Select, TextField, useKeptDraft, useNotify } from '../../ui/index.ts';
import { ActionFields } from './action-fields.tsx';
import { actionOf, draftOf, ruleOf, type Draft } from './draft.ts';
import { RuleFields } from './rule-fields.tsx';
import type { SchedulesView } from './view.ts';
import { WarningList } from './warning-list.tsx';
import { SHORTEST_REASON, useScheduleWords, warningsIn } from './words.ts';

interface Props {
  /** Null: a new one. */
  readonly schedule: Schedule | null;
  readonly kind: SchedulesView['kind'];
  readonly clients: readonly Client[];
  readonly clientId: string;
  readonly onKind: (kind: SchedulesView['kind']) => void;
  readonly onDone: (scheduleId: string) => void;
  readonly onClose: () => void;
}
const KINDS = ['publish', 'status', 'budget'] as const;

/** What, when, and how late it may still be; the real moments are shown before anything is kept. */
export function ScheduleForm({ schedule, kind, clients, clientId, onKind, onDone, onClose }: Props) {
  const { t, moneys, error } = useText();
  const { moment } = useScheduleWords();
  const notify = useNotify();
  const off = useSendingOff();
  const save = useWrite('schedules.save');
  const now = useNow();
  const [chosen, setChosen] = useState(clientId);
  const client = clients.find(({ id }) => id === chosen) ?? clients[0];
  const form = useKeptDraft<Draft>(`schedule/${schedule?.id ?? 'new'}`, () => draftOf(schedule, client, now));
  const { draft } = form;
  const [reason, setReason] = useState('');
  function set(changes: Partial<Draft>): void {
    form.set((before) => ({ ...before, ...changes }));
    // Warnings were about what was in the form: something else is looked at anew.
    if ('campaignId' in changes || 'status' in changes || 'dailyBudget' in changes) save.reset();
  }
  const publishable = useRead('changes.publishable', { clientId: chosen }, { enabled: kind === 'publish' });
  const campaigns = useRead(
    'plans.list',
    {
      filter: { clientId: chosen, networks: [], level: 'campaign', underId: null, text: '', quick: null },
      sort: { by: 'name', direction: 'asc' },
      offset: 0,
      limit: 1000,
    },
    { enabled: kind !== 'publish' },
  );
  const campaignName = campaigns.data?.rows.find(({ id }) => id === draft.campaignId)?.name ?? schedule?.subject ?? null;
  const kept = schedule?.action.kind === 'publish' ? schedule.action.objectIds : null;
  const rule = ruleOf(draft);
  const action = actionOf(kind, draft, kept ?? publishable.data?.objectIds ?? []);
  const suggested =
    kind === 'publish'
      ? t('schedulesScreen.form.name.publish')
      : campaignName === null
        ? ''
        : t(kind === 'budget' ? 'schedulesScreen.form.name.budget' : `schedulesScreen.form.name.${draft.status}`, { name: campaignName });
  const name = (draft.name.trim() === '' ? suggested : draft.name.trim()).slice(0, 120);
  const daily = kind === 'publish' && kept === null ? (publishable.data?.daily ?? []) : [];
  const warnings = warningsIn(save.error);
  const isShort = reason.trim().length < SHORTEST_REASON;
  const failure = save.error === null ? null : error(save.error);
  const offReason = off === null ? undefined : t(off);

  function keep(): void {
    if (rule === null || action === null) return;
    const seen = warnings.map(({ objectId, code }) => ({ objectId, code }));
    save.mutate(
      {
        scheduleId: schedule?.id ?? null,
        clientId: chosen,
        name,
        action,
        rule,
        ...(seen.length === 0 || isShort ? {} : { explanation: { reason, warnings: seen } }),
      },
      {
        onSuccess: (made) => {
          form.saved(draft);
          if (made.nextAt !== null) notify.done(t('schedulesScreen.saved', { at: moment(made.nextAt, made.rule.timeZone) }));
          onDone(made.id);
        },
      },
    );
  }
  return (
    <Panel
      id="schedule-form"
      title={t(schedule === null ? 'schedulesScreen.form.new' : 'schedulesScreen.form.edit')}
      onClose={onClose}
      width={440}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <span className="push" />
          <Button
            variant="primary"
            offReason={offReason ?? (warnings.length > 0 && isShort ? t('schedulesScreen.warned.reasonNeeded') : undefined)}
            isDisabled={rule === null || action === null || name === '' || save.isPending}
            onPress={keep}
          >
            {warnings.length > 0
              ? t('schedulesScreen.form.saveExplained')
              : daily.length === 0
                ? t('schedulesScreen.form.save')
                : t('schedulesScreen.form.saveAmount', { amount: moneys(daily, { sign: 'always', code: true }) })}
          </Button>
        </>
      }
    >
      <div className="stack">
        <DraftNote form={form} label={t('schedulesScreen.form.name')} />
        {schedule === null && (
          <>
            <Select
              label={t('schedulesScreen.form.client')}
              value={chosen}
              options={clients.map(({ id, name: label }) => ({ value: id, label }))}
              onChange={(next) => {
                setChosen(next);
                set({ campaignId: null, timeZone: clients.find(({ id }) => id === next)?.timeZone ?? draft.timeZone });
              }}
            />
            <Segmented
              label={t('schedulesScreen.form.kind')}
              value={kind}
              options={KINDS.map((value) => ({ value, label: t(`schedulesScreen.form.kind.${value}`) }))}
              onChange={(next) => {
                save.reset();
                onKind(next);
              }}
            />
          </>
        )}
        <ActionFields
          kind={kind}
          draft={draft}
          set={set}
          kept={kept}
          publishable={publishable.data}
          campaigns={campaigns.data?.rows ?? []}
          currency={client?.currency ?? 'COP'}
        />
        <TextField
          label={t('schedulesScreen.form.name')}
          value={draft.name}
          placeholder={suggested}
          maxLength={120}
          onChange={(next) => set({ name: next })}
        />
        <RuleFields draft={draft} set={set} rule={rule} />
        {warnings.length > 0 && (
          <section role="alert" className="stack-tight">
            <h3>{t('schedulesScreen.form.warnings', { count: warnings.length })}</h3>
            <WarningList warnings={warnings} />
            <p className="small quiet">{t('schedulesScreen.form.warningsLead')}</p>
            <TextField label={t('schedulesScreen.warned.reason')} value={reason} maxLength={500} onChange={setReason} autoFocus />
          </section>
        )}
        {failure !== null && warnings.length === 0 && (
          <p role="alert" className="field-error">
            {failure.what} {failure.fix}
          </p>
        )}
      </div>
    </Panel>
  );
}
