import { useDeferredValue, useEffect, useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { VacancyState, type Flow } from '../../../../core/contract/index.ts';
import { useNow, useText } from '../../../i18n/index.ts';
import { useClient, useGo } from '../../../navigation/index.ts';
import { RpcError, useRead, useTask, useWrite } from '../../../rpc/index.ts';
import { DayField, Facet } from '../../../ui/grid/index.ts';
import {
  Button,
  Checkbox,
  DraftNote,
  MoneyField,
  NetworkMark,
  NumberField,
  Progress,
  SearchField,
  Select,
  TextField,
  useKeptDraft,
  useNotify,
} from '../../../ui/index.ts';
import { complete, draftOf, emptyDraft, missing, todayOf, type FlowDraft } from './draft.ts';
import { FlowPreview } from './flow-preview.tsx';

interface Props {
  readonly flow: Flow | null;
  readonly onSaved: (flowId: string) => void;
  readonly onRan: () => void;
}

const GROUPINGS = ['role_family_city', 'per_vacancy', 'per_client'] as const;
const QUIET_MS = 250;

/** Left the rule, right what it would make; nothing is made before the last button, which makes drafts only. */
export function FlowEditor({ flow, onSaved, onRan }: Props) {
  const { t, say } = useText();
  const notify = useNotify();
  const go = useGo();
  const now = useNow();
  const { clientId } = useClient();
  const { data: clientData } = useRead('clients.list', {});
  const { data: networkData } = useRead('networks.list', {});
  const { data: templateData } = useRead('templates.list', {});
  const clients = clientData?.clients ?? [];
  const form = useKeptDraft<FlowDraft>(`flow/${flow?.id ?? 'new'}`, () =>
    flow !== null ? draftOf(flow) : emptyDraft(clientId, todayOf(now, undefined)),
  );
  const { draft } = form;
  const client = clients.find(({ id }) => id === draft.clientId);
  const { data: facets } = useRead('vacancies.facets', { clientId: draft.clientId });
  const save = useWrite('flows.save');
  const run = useTask('flows.run');
  const set = (change: Partial<FlowDraft>): void => form.set((before) => ({ ...before, ...change }));
  const setFilter = (change: Partial<FlowDraft['filter']>): void =>
    form.set((before) => ({ ...before, filter: { ...before.filter, ...change } }));

  useEffect(() => {
    const only = clients.length === 1 ? clients[0] : undefined;
    if (draft.clientId === null && only !== undefined) form.fill((before) => ({ ...before, clientId: only.id }));
  }, [clients.length]);
  useEffect(() => {
    const first = templateData?.templates[0];
    if (draft.templateId === null && first !== undefined) form.fill((before) => ({ ...before, templateId: first.id }));
  }, [templateData]);

  const gap = missing(draft);
  const quiet = useQuiet(useDeferredValue(draft), QUIET_MS);
  const question = missing(quiet) === null ? complete(quiet, t('plansScreen.newFlow')) : null;

  async function keep(): Promise<string | null> {
    try {
      const fields = complete(draft, suggestedName());
      const { id } = await save.mutateAsync({ flowId: flow?.id ?? null, fields });
      form.saved(fields);
      return id;
    } catch (cause) {
      notify.failed(cause);
      return null;
    }
  }
  async function keepAndRun(): Promise<void> {
    const flowId = await keep();
    if (flowId === null) return;
    const answer = await run.run({ flowId });
    if (answer instanceof RpcError) {
      onSaved(flowId);
      return notify.failed(answer);
    }
    const ads = answer.counts.reduce((sum, count) => sum + count.ads, 0);
    notify.done(t('plansScreen.flow.ran', { ads, networks: answer.counts.length }));
    onRan();
  }
  function suggestedName(): string {
    return t('plansScreen.flow.suggestedName', { client: client?.name ?? '', grouping: t(`plansScreen.grouping.${draft.grouping}`) });
  }

  return (
    <div className="flow">
      <div className="flow-form stack">
        <DraftNote form={form} label={t('plansScreen.flow.name')} />
        <Select
          label={t('plansScreen.column.client')}
          value={draft.clientId}
          placeholder={t('plansScreen.flow.chooseClient')}
          options={clients.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => {
            const next = clients.find((each) => each.id === id);
            const currency = next?.currency ?? 'COP';
            form.set((before) => ({
              ...before,
              clientId: id,
              startDay: flow === null ? todayOf(now, next) : before.startDay,
              dailyBudget: before.dailyBudget?.currency === currency ? before.dailyBudget : null,
            }));
          }}
        />
        <TextField label={t('plansScreen.flow.name')} value={draft.name} placeholder={suggestedName()} onChange={(name) => set({ name })} />
        <fieldset className="fieldset">
          <legend>{t('plansScreen.flow.which')}</legend>
          <div className="row-wrap">
            <SearchField label={t('plansScreen.flow.titleHas')} value={draft.filter.text} onChange={(text) => setFilter({ text })} />
            <Facet
              label={t('plansScreen.flow.state')}
              chosen={draft.filter.states}
              onChange={(states) => setFilter({ states: [...states] })}
              options={VacancyState.options.map((value) => ({
                value,
                label: say(`vacancyState.${value}`),
                count: facets?.states.find((each) => each.value === value)?.count ?? 0,
              }))}
            />
            <Facet
              label={t('plansScreen.flow.family')}
              chosen={draft.filter.roleFamilies}
              onChange={(roleFamilies) => setFilter({ roleFamilies: [...roleFamilies] })}
              options={(facets?.roleFamilies ?? []).map(({ value, count }) => ({ value, count, label: say(`roleFamily.${value}`) }))}
            />
            <Facet
              label={t('plansScreen.flow.place')}
              chosen={draft.filter.places}
              onChange={(places) => setFilter({ places: [...places] })}
              options={(facets?.places ?? []).map(({ code, name, count }) => ({ value: code, count, label: name }))}
            />
          </div>
        </fieldset>
        <RadioGroup
          value={draft.grouping}
          onChange={(value) => set({ grouping: GROUPINGS.find((each) => each === value) ?? draft.grouping })}
          aria-label={t('plansScreen.flow.grouping')}
        >
          <p className="field-label">{t('plansScreen.flow.grouping')}</p>
          <div className="radio-list">
            {GROUPINGS.map((value) => (
              <Radio key={value} value={value} className="radio">
                <span className="radio-dot" aria-hidden />
                <span>
                  {t(`plansScreen.grouping.${value}`)}
                  <span className="small quiet block">{t(`plansScreen.grouping.${value}.help`)}</span>
                </span>
              </Radio>
            ))}
          </div>
        </RadioGroup>
        <fieldset className="fieldset">
          <legend>{t('plansScreen.flow.networks')}</legend>
          <div className="check-list">
            {(networkData?.networks ?? []).map(({ id, publishes }) => (
              <Checkbox
                key={id}
                value={draft.networks.includes(id)}
                onChange={(on) => set({ networks: on ? [...draft.networks, id] : draft.networks.filter((each) => each !== id) })}
              >
                <NetworkMark id={id} />
                {!publishes && <span className="small quiet block">{t('plansScreen.flow.draftsOnly')}</span>}
              </Checkbox>
            ))}
          </div>
        </fieldset>
        {templateData !== undefined && templateData.templates.length === 0 ? (
          <div className="question">
            <span className="grow">{t('plansScreen.flow.noTemplate')}</span>
            <Button onPress={() => go('templates', { open: 'new' })}>{t('plansScreen.flow.writeTemplate')}</Button>
          </div>
        ) : (
          <Select
            label={t('plansScreen.flow.template')}
            value={draft.templateId}
            options={(templateData?.templates ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(templateId) => set({ templateId })}
          />
        )}
        <MoneyField
          label={t('plansScreen.flow.budget')}
          hint={t('plansScreen.flow.budgetHint')}
          value={draft.dailyBudget}
          currency={client?.currency ?? 'COP'}
          onChange={(dailyBudget) => set({ dailyBudget })}
        />
        <div className="field-pair">
          <DayField
            label={t('plansScreen.field.startDay')}
            value={draft.startDay}
            onChange={(startDay) => startDay !== null && set({ startDay })}
          />
          <DayField
            label={t('plansScreen.field.endDay')}
            hint={t('plansScreen.flow.endHint')}
            value={draft.endDay}
            min={draft.startDay}
            onChange={(endDay) => set({ endDay })}
          />
          <Select
            label={t('plansScreen.field.objective')}
            value={draft.objective}
            options={(['traffic', 'applications'] as const).map((value) => ({ value, label: t(`plansScreen.objective.${value}`) }))}
            onChange={(objective) => set({ objective })}
          />
          <NumberField
            label={t('plansScreen.field.radiusKm')}
            value={draft.radiusKm}
            min={1}
            max={80}
            unit="km"
            onChange={(radiusKm) => set({ radiusKm })}
          />
        </div>
      </div>
      <FlowPreview
        fields={question}
        gap={gap === null ? null : t(gap)}
        actions={(ads, networks) =>
          run.running ? (
            <Progress label={t('plansScreen.flow.making')} progress={run.progress} onCancel={run.cancel} />
          ) : (
            <div className="row">
              <Button
                needs="writing"
                variant="primary"
                isDisabled={gap !== null || ads === 0 || save.isPending}
                onPress={() => void keepAndRun()}
              >
                {t('plansScreen.flow.run', { ads, networks })}
              </Button>
              <Button
                needs="writing"
                isDisabled={gap !== null || save.isPending}
                onPress={() => void keep().then((id) => id !== null && (notify.done(t('plansScreen.flow.saved')), onSaved(id)))}
              >
                {t('plansScreen.flow.save')}
              </Button>
            </div>
          )
        }
      />
    </div>
  );
}

/** The value once it has stood still, so that a preview is asked for a thought and not for a keystroke. */
function useQuiet<T>(value: T, ms: number): T {
  const [quiet, setQuiet] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return quiet;
}
