import { useState } from 'react';
import { FeedPaging, type Feed, type FeedFields } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { repeatedTarget, SourceColumns } from './source-columns.tsx';
import { Button, Checkbox, NumberField, Panel, Segmented, Select, TextField, useNotify } from '../../ui/index.ts';

interface Draft {
  readonly clientId: string | null;
  readonly name: string;
  readonly kind: 'folder' | 'http';
  readonly path: string;
  readonly url: string;
  readonly paging: (typeof FeedPaging.options)[number];
  readonly headerName: string;
  /** Empty keeps the value that the key store has. */
  readonly headerValue: string;
  readonly wholeFeed: boolean;
  readonly everyMinutes: number;
  readonly columns: FeedFields['columns'];
}

function draftOf(feed: Feed | null, clientId: string | null): Draft {
  const settings = feed?.settings;
  const http = settings?.kind === 'http' ? settings : null;
  return {
    clientId: feed?.clientId ?? clientId,
    name: feed?.name ?? '',
    kind: settings?.kind ?? 'folder',
    path: settings?.kind === 'folder' ? settings.path : '',
    url: http?.url ?? '',
    paging: http?.paging ?? 'none',
    headerName: http?.headers[0]?.name ?? '',
    headerValue: '',
    wholeFeed: feed?.wholeFeed ?? true,
    everyMinutes: feed?.everyMinutes ?? 60,
    columns: feed?.columns ?? [],
  };
}

/** A folder or an address to look at. The value of a header is written here once and never shown again. */
export function SourceForm({
  feed,
  clientId,
  onDone,
}: {
  readonly feed: Feed | null;
  readonly clientId: string | null;
  readonly onDone: () => void;
}) {
  const { t } = useText();
  const notify = useNotify();
  const { data } = useRead('clients.list', {});
  const clients = data?.clients ?? [];
  const create = useWrite('feeds.create');
  const update = useWrite('feeds.update');
  const remove = useWrite('feeds.remove');
  const [draft, setDraft] = useState(() => draftOf(feed, clientId));
  const [tried, setTried] = useState(false);
  const set = (more: Partial<Draft>): void => setDraft((before) => ({ ...before, ...more }));
  const chosen = draft.clientId ?? (clients.length === 1 ? (clients[0]?.id ?? null) : null);
  const noName = draft.name.trim() === '';
  const noPlace = draft.kind === 'folder' ? draft.path.trim() === '' : !/^https?:\/\/\S+$/.test(draft.url.trim());
  const header = draft.headerName.trim();

  function save(): void {
    setTried(true);
    if (chosen === null || noName || noPlace || repeatedTarget(draft.columns) !== null) return;
    const fields: FeedFields = {
      clientId: chosen,
      name: draft.name.trim(),
      settings:
        draft.kind === 'folder'
          ? { kind: 'folder', path: draft.path.trim() }
          : {
              kind: 'http',
              url: draft.url.trim(),
              paging: draft.paging,
              headers: header === '' ? [] : [{ name: header, value: draft.headerValue === '' ? null : draft.headerValue }],
            },
      columns: draft.columns,
      wholeFeed: draft.wholeFeed,
      everyMinutes: draft.everyMinutes,
      enabled: feed?.enabled ?? true,
    };
    const after = { onSuccess: onDone, onError: notify.failed };
    if (feed === null) create.mutate({ fields }, after);
    else update.mutate({ feedId: feed.id, fields }, after);
  }

  return (
    <Panel
      id="sources"
      title={feed === null ? t('vacanciesScreen.sources.add') : t('vacanciesScreen.sources.editTitle', { name: feed.name })}
      onClose={onDone}
      width={460}
      footer={
        <div className="row grow">
          <Button needs="writing" variant="primary" isDisabled={create.isPending || update.isPending} onPress={save}>
            {t('vacanciesScreen.sources.save')}
          </Button>
          <span className="push" />
          {feed !== null && (
            <Button
              needs="writing"
              variant="plain"
              onPress={() => remove.mutate({ feedId: feed.id }, { onSuccess: onDone, onError: notify.failed })}
            >
              {t('vacanciesScreen.sources.remove')}
            </Button>
          )}
        </div>
      }
    >
      <div className="stack">
        <Segmented
          label={t('vacanciesScreen.sources.kind')}
          value={draft.kind}
          options={[
            { value: 'folder', label: t('vacanciesScreen.sources.kind.folder') },
            { value: 'http', label: t('vacanciesScreen.sources.kind.http') },
          ]}
          onChange={(kind) => set({ kind })}
        />
        <Select
          label={t('vacanciesScreen.column.client')}
          value={chosen}
          placeholder={tried && chosen === null ? t('vacanciesScreen.invalid.client') : t('vacanciesScreen.chooseClient')}
          options={clients.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(value) => set({ clientId: value })}
        />
        <TextField
          label={t('vacanciesScreen.sources.name')}
          value={draft.name}
          onChange={(name) => set({ name })}
          isRequired
          error={tried && noName ? t('vacanciesScreen.sources.nameMissing') : null}
        />
        {draft.kind === 'folder' ? (
          <TextField
            label={t('vacanciesScreen.sources.path')}
            hint={t('vacanciesScreen.sources.pathHint')}
            value={draft.path}
            onChange={(path) => set({ path })}
            mono
            isRequired
            error={tried && noPlace ? t('vacanciesScreen.sources.pathMissing') : null}
          />
        ) : (
          <>
            <TextField
              label={t('vacanciesScreen.sources.url')}
              type="url"
              value={draft.url}
              onChange={(url) => set({ url })}
              mono
              isRequired
              error={tried && noPlace ? t('vacanciesScreen.sources.urlMissing') : null}
            />
            <Select
              label={t('vacanciesScreen.sources.paging')}
              value={draft.paging}
              options={FeedPaging.options.map((value) => ({ value, label: t(`vacanciesScreen.sources.paging.${value}`) }))}
              onChange={(paging) => set({ paging })}
            />
            <div className="field-pair">
              <TextField
                label={t('vacanciesScreen.sources.headerName')}
                placeholder="X-Api-Key"
                value={draft.headerName}
                onChange={(headerName) => set({ headerName })}
                mono
              />
              <TextField
                label={t('vacanciesScreen.sources.headerValue')}
                type="password"
                placeholder={feed === null ? '' : t('vacanciesScreen.sources.headerKept')}
                value={draft.headerValue}
                onChange={(headerValue) => set({ headerValue })}
              />
            </div>
            <p className="small quiet">{t('vacanciesScreen.sources.headerHelp')}</p>
            <NumberField
              label={t('vacanciesScreen.sources.every')}
              value={draft.everyMinutes}
              min={1}
              onChange={(value) => set({ everyMinutes: value ?? 60 })}
            />
          </>
        )}
        <Checkbox value={draft.wholeFeed} onChange={(wholeFeed) => set({ wholeFeed })}>
          {t('vacanciesScreen.sources.wholeFeed')}
        </Checkbox>
        <SourceColumns columns={draft.columns} onChange={(columns) => set({ columns })} />
      </div>
    </Panel>
  );
}
