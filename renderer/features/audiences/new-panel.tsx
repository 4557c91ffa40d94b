import { useState } from 'react';
import type { AudienceDefinition, CandidateFilter } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Facet } from '../../ui/grid/index.ts';
import { Await, Button, Panel, Segmented, Select, TextField, useNotify } from '../../ui/index.ts';
import { Counts, Guards } from './counts.tsx';

interface Props {
  readonly clientId: string;
  /** More than one: the person says whose people. */
  readonly clients: readonly { readonly id: string; readonly name: string }[];
  /** The segment that the person comes from. */
  readonly from: { readonly versionId: string; readonly index: number } | null;
  readonly onCreated: (audienceId: string) => void;
  readonly onClose: () => void;
}
type Source = 'all' | 'filter' | 'segment';

type Filter = Omit<CandidateFilter, 'clientId'>;
const EVERYONE: Filter = { roleFamilies: [], educations: [], modalities: [], consents: [], places: [] };

/** Whom, under what name, and what each network would make of them; nothing is sent from here. */
export function NewPanel({ clientId: first, clients, from, onCreated, onClose }: Props) {
  const { t, tag } = useText();
  const language = tag === 'es-CO' ? 'es' : 'en';
  const notify = useNotify();
  const create = useWrite('audiences.create');
  const [clientId, setClientId] = useState(first);
  const [source, setSource] = useState<Source>(from === null ? 'all' : 'segment');
  const [filter, setFilter] = useState(EVERYONE);
  const [index, setIndex] = useState(from?.index ?? 0);
  const [name, setName] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const version =
    useRead('segments.get', { clientId, versionId: clientId === first ? (from?.versionId ?? null) : null }).data?.version ?? null;
  const segment = version?.segments[Math.min(index, version.segments.length - 1)];
  const everyone: AudienceDefinition = { kind: 'filter', filter: { clientId, ...EVERYONE } };
  const definition: AudienceDefinition | null =
    source === 'all'
      ? everyone
      : source === 'filter'
        ? { kind: 'filter', filter: { clientId, ...filter } }
        : version === null || segment === undefined
          ? null
          : { kind: 'segment', versionId: version.id, index: segment.index };
  const preview = useRead('audiences.preview', { clientId, definition: definition ?? everyone }, { enabled: definition !== null });
  const members = definition === null ? 0 : (preview.data?.members ?? 0);
  const made =
    source === 'segment'
      ? (segment?.name[language] ?? '')
      : t(source === 'all' ? 'audiencesScreen.new.nameAll' : 'audiencesScreen.new.nameFilter');
  const shownName = name ?? made;

  function save(): void {
    setTried(true);
    if (definition === null || shownName.trim() === '') return;
    create.mutate(
      { clientId, name: shownName.trim().slice(0, 80), definition },
      {
        onSuccess: ({ id }) => {
          notify.done(t('audiencesScreen.new.created'));
          onCreated(id);
        },
        onError: notify.failed,
      },
    );
  }

  return (
    <Panel
      id="audience-new"
      title={t('audiencesScreen.new.title')}
      subtitle={t('audiencesScreen.new.about')}
      onClose={onClose}
      width={480}
      footer={
        <Button needs="writing" variant="primary" isDisabled={members === 0 || create.isPending} onPress={save}>
          {t('audiencesScreen.new.create', { count: members })}
        </Button>
      }
    >
      <div className="audience-panel">
        {clients.length > 1 && (
          <Select
            label={t('audiencesScreen.new.client')}
            value={clientId}
            options={clients.map(({ id, name: label }) => ({ value: id, label }))}
            onChange={(next) => {
              setClientId(next);
              setIndex(0);
            }}
          />
        )}
        <Segmented
          label={t('audiencesScreen.new.source')}
          value={source}
          options={(['all', 'segment', 'filter'] as const).map((value) => ({ value, label: t(`audiencesScreen.new.source.${value}`) }))}
          onChange={setSource}
        />
        {source === 'filter' && <Filters clientId={clientId} filter={filter} onChange={setFilter} />}
        {source === 'segment' &&
          (version === null ? (
            <p className="quiet">{t('audiencesScreen.new.noSegments')}</p>
          ) : (
            <Select
              label={t('audiencesScreen.new.segment')}
              value={String(segment?.index ?? 0)}
              options={version.segments.map((one) => ({
                value: String(one.index),
                label: `${one.index + 1}. ${one.name[language]}`,
              }))}
              onChange={(next) => setIndex(Number(next))}
            />
          ))}
        <TextField
          label={t('audiencesScreen.new.name')}
          hint={t('audiencesScreen.new.nameHint')}
          value={shownName}
          onChange={setName}
          maxLength={80}
          isRequired
          error={tried && shownName.trim() === '' ? t('audiencesScreen.new.nameMissing') : null}
        />
        {definition !== null && (
          <Await reading={preview}>
            {(data) => (
              <>
                <Counts preview={data} />
                {data.members > 0 && <Guards guards={data.guards} />}
              </>
            )}
          </Await>
        )}
      </div>
    </Panel>
  );
}

function Filters({
  clientId,
  filter,
  onChange,
}: {
  readonly clientId: string;
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}) {
  const { say } = useText();
  const { data } = useRead('candidates.facets', { clientId });
  return (
    <div className="row-wrap">
      <Facet
        label={say('candidates.field.roleFamily')}
        chosen={filter.roleFamilies}
        onChange={(roleFamilies) => onChange({ ...filter, roleFamilies: [...roleFamilies] })}
        options={(data?.roleFamilies ?? []).map(({ value, count }) => ({ value, count, label: say(`roleFamily.${value}`) }))}
      />
      <Facet
        label={say('candidates.field.place')}
        chosen={filter.places}
        onChange={(places) => onChange({ ...filter, places: [...places] })}
        options={(data?.places ?? []).map(({ code, name, count }) => ({ value: code, count, label: name }))}
      />
      <Facet
        label={say('candidates.field.education')}
        chosen={filter.educations}
        onChange={(educations) => onChange({ ...filter, educations: [...educations] })}
        options={(data?.educations ?? []).map(({ value, count }) => ({ value, count, label: say(`candidates.education.${value}`) }))}
      />
      <Facet
        label={say('candidates.field.modality')}
        chosen={filter.modalities}
        onChange={(modalities) => onChange({ ...filter, modalities: [...modalities] })}
        options={(data?.modalities ?? []).map(({ value, count }) => ({ value, count, label: say(`modality.${value}`) }))}
      />
    </div>
  );
}
