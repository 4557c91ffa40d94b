import { useState } from 'react';
import { Modality, type VacancyFields } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { DayField } from '../../ui/grid/index.ts';
import { Button, MoneyField, NumberField, Panel, Select, TextField, useNotify } from '../../ui/index.ts';

type Draft = Pick<
  VacancyFields,
  'title' | 'company' | 'placeText' | 'modality' | 'salaryMin' | 'salaryMax' | 'closesOn' | 'positions' | 'applyUrl' | 'description'
>;
const EMPTY: Draft = {
  title: '',
  company: null,
  placeText: null,
  modality: null,
  salaryMin: null,
  salaryMax: null,
  closesOn: null,
  positions: null,
  applyUrl: null,
  description: '',
};

/** A vacancy by hand, for the one that no file brings. */
export function CreatePanel({
  clientId,
  onClose,
  onCreated,
}: {
  readonly clientId: string | null;
  readonly onClose: () => void;
  readonly onCreated: (vacancyId: string) => void;
}) {
  const { t, say } = useText();
  const notify = useNotify();
  const { data } = useRead('clients.list', {});
  const create = useWrite('vacancies.create');
  const [chosen, setChosen] = useState(clientId);
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [tried, setTried] = useState(false);
  const set = (fields: Partial<Draft>): void => setDraft((before) => ({ ...before, ...fields }));
  const clients = data?.clients ?? [];
  const client = clients.find(({ id }) => id === chosen) ?? (clients.length === 1 ? clients[0] : undefined);
  const currency = client?.currency ?? 'COP';
  function submit(): void {
    setTried(true);
    if (client === undefined || draft.title.trim() === '') return;
    create.mutate(
      {
        clientId: client.id,
        fields: {
          ...draft,
          title: draft.title.trim(),
          salaryPeriod: draft.salaryMin === null && draft.salaryMax === null ? null : 'month',
        },
      },
      { onSuccess: ({ id }) => onCreated(id), onError: notify.failed },
    );
  }
  return (
    <Panel
      id="vacancy"
      title={t('vacanciesScreen.create')}
      subtitle={t('vacanciesScreen.createHelp')}
      onClose={onClose}
      footer={
        <Button needs="writing" variant="primary" isDisabled={create.isPending} onPress={submit}>
          {t('vacanciesScreen.createNow')}
        </Button>
      }
    >
      <div className="stack">
        <Select
          label={t('vacanciesScreen.column.client')}
          value={client?.id ?? null}
          placeholder={tried && client === undefined ? t('vacanciesScreen.invalid.client') : t('vacanciesScreen.chooseClient')}
          options={clients.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setChosen}
        />
        <TextField
          label={t('vacanciesScreen.column.title')}
          value={draft.title}
          onChange={(title) => set({ title })}
          isRequired
          autoFocus
          error={tried && draft.title.trim() === '' ? t('vacanciesScreen.invalid.title') : null}
        />
        <TextField
          label={t('vacanciesScreen.column.place')}
          hint={t('vacanciesScreen.placeHint')}
          value={draft.placeText ?? ''}
          onChange={(value) => set({ placeText: value === '' ? null : value })}
        />
        <div className="field-pair">
          <MoneyField
            label={t('vacanciesScreen.salaryMinMonth')}
            value={draft.salaryMin}
            currency={currency}
            onChange={(salaryMin) => set({ salaryMin })}
          />
          <MoneyField
            label={t('vacanciesScreen.salaryMaxMonth')}
            value={draft.salaryMax}
            currency={currency}
            onChange={(salaryMax) => set({ salaryMax })}
          />
          <NumberField
            label={t('vacanciesScreen.column.positions')}
            value={draft.positions}
            min={1}
            onChange={(positions) => set({ positions })}
          />
          <DayField label={t('vacanciesScreen.column.closesOn')} value={draft.closesOn} onChange={(closesOn) => set({ closesOn })} />
        </div>
        <Select
          label={t('vacanciesScreen.column.modality')}
          value={draft.modality}
          placeholder={t('vacanciesScreen.notStated')}
          options={Modality.options.map((value) => ({ value, label: say(`modality.${value}`) }))}
          onChange={(modality) => set({ modality })}
        />
        <TextField
          label={t('vacanciesScreen.column.company')}
          value={draft.company ?? ''}
          onChange={(value) => set({ company: value === '' ? null : value })}
        />
        <TextField
          label={t('vacanciesScreen.column.applyUrl')}
          type="url"
          value={draft.applyUrl ?? ''}
          onChange={(value) => set({ applyUrl: value === '' ? null : value })}
        />
        <TextField
          label={t('vacanciesScreen.description')}
          multiline={6}
          value={draft.description}
          onChange={(description) => set({ description })}
        />
      </div>
    </Panel>
  );
}
