import { FolderSync, Inbox, Plus, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { Feed, FeedRun } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Age, Await, Button, EmptyState, Panel, StatusBadge, Switch, useNotify } from '../../ui/index.ts';
import { SourceForm } from './source-form.tsx';

interface Props {
  readonly clientId: string | null;
  /** Opens a proposal in the import screen. */
  readonly onReview: (importId: string, wholeFeed: boolean) => void;
  readonly onClose: () => void;
}

/** Folders that are watched and job boards that are pulled, and what they brought that waits for a person. */
export function SourcesPanel({ clientId, onReview, onClose }: Props) {
  const { t } = useText();
  const [editing, setEditing] = useState<Feed | 'new' | null>(null);
  const feeds = useRead('feeds.list', { clientId });
  const runs = useRead('feeds.runs', { feedId: null, limit: 50 });
  if (editing !== null)
    return (
      <SourceForm
        key={editing === 'new' ? 'new' : editing.id}
        feed={editing === 'new' ? null : editing}
        clientId={clientId}
        onDone={() => setEditing(null)}
      />
    );
  return (
    <Panel
      id="sources"
      title={t('vacanciesScreen.sources.title')}
      subtitle={t('vacanciesScreen.sources.about')}
      onClose={onClose}
      width={460}
      footer={
        <Button needs="writing" icon={<Plus size={15} aria-hidden />} onPress={() => setEditing('new')}>
          {t('vacanciesScreen.sources.add')}
        </Button>
      }
    >
      <Await reading={feeds}>
        {({ feeds: list }) =>
          list.length === 0 ? (
            <EmptyState
              icon={<FolderSync size={20} aria-hidden />}
              title={t('vacanciesScreen.sources.none')}
              action={
                <Button needs="writing" variant="primary" onPress={() => setEditing('new')}>
                  {t('vacanciesScreen.sources.add')}
                </Button>
              }
            >
              {t('vacanciesScreen.sources.noneHelp')}
            </EmptyState>
          ) : (
            <div className="stack">
              {list.map((feed) => (
                <Source
                  key={feed.id}
                  feed={feed}
                  runs={(runs.data?.runs ?? []).filter((run) => run.feedId === feed.id).slice(0, 6)}
                  onEdit={() => setEditing(feed)}
                  onReview={onReview}
                />
              ))}
            </div>
          )
        }
      </Await>
    </Panel>
  );
}

interface SourceProps {
  readonly feed: Feed;
  readonly runs: readonly FeedRun[];
  readonly onEdit: () => void;
  readonly onReview: Props['onReview'];
}

function Source({ feed, runs, onEdit, onReview }: SourceProps) {
  const text = useText();
  const { t } = text;
  const notify = useNotify();
  const look = useWrite('feeds.look');
  const update = useWrite('feeds.update');
  const { id, clientName, lastLookedAt, trouble, waiting: _waiting, ...fields } = feed;
  const place = feed.settings.kind === 'folder' ? feed.settings.path : feed.settings.url;

  function lookNow(): void {
    look.mutate(
      { feedId: id },
      {
        onError: notify.failed,
        onSuccess: ({ run }) =>
          notify.done(run === null ? t('vacanciesScreen.sources.nothingNew') : t('vacanciesScreen.sources.found', { file: run.fileName })),
      },
    );
  }

  return (
    <section className="source" aria-label={feed.name}>
      <div className="row">
        <strong className="truncate grow">{feed.name}</strong>
        <Switch
          value={feed.enabled}
          onChange={(enabled) => update.mutate({ feedId: id, fields: { ...fields, enabled } }, { onError: notify.failed })}
        >
          {t('vacanciesScreen.sources.enabled')}
        </Switch>
      </div>
      <p className="small quiet truncate" title={place}>
        {clientName} · <span className="mono">{place}</span>
      </p>
      {trouble === null ? (
        <p className="small quiet">
          {lastLookedAt === null ? (
            t('vacanciesScreen.sources.never')
          ) : (
            <>
              {t('vacanciesScreen.sources.lastLook')} <Age at={lastLookedAt} />
            </>
          )}
        </p>
      ) : (
        <p className="small source-trouble" role="status">
          <StatusBadge tone="bad" icon="alert">
            {text.say(`errors.${trouble.code}.what`, trouble.details)}
          </StatusBadge>
        </p>
      )}
      {runs.map((run) => (
        <Run key={run.id} run={run} wholeFeed={feed.wholeFeed} onReview={onReview} />
      ))}
      <div className="row">
        <Button needs="writing" variant="plain" icon={<RefreshCw size={15} aria-hidden />} isDisabled={look.isPending} onPress={lookNow}>
          {t('vacanciesScreen.sources.look')}
        </Button>
        <Button needs="writing" variant="plain" onPress={onEdit}>
          {t('vacanciesScreen.sources.edit')}
        </Button>
      </div>
    </section>
  );
}

function Run({ run, wholeFeed, onReview }: { readonly run: FeedRun; readonly wholeFeed: boolean; readonly onReview: Props['onReview'] }) {
  const text = useText();
  const { t } = text;
  const notify = useNotify();
  const dismiss = useWrite('feeds.dismiss');
  const { importId, counts } = run;
  const isOpen = run.state === 'proposed';
  return (
    <div className={isOpen ? 'source-run is-open' : 'source-run'}>
      <div className="grow stack-tight">
        <span className="row">
          {isOpen && <Inbox size={15} aria-hidden />}
          <span className="truncate">{run.fileName}</span>
          <span className="small quiet">
            <Age at={run.foundAt} />
          </span>
        </span>
        <span className="small quiet">
          {run.refusal === null
            ? isOpen && counts !== null
              ? t('vacanciesScreen.sources.counts', {
                  new: counts.new,
                  changed: counts.changed,
                  closed: counts.closed,
                  rejected: counts.rejected,
                })
              : t(`vacanciesScreen.sources.state.${run.state}`)
            : text.say(`errors.${run.refusal.code}.what`, run.refusal.details)}
        </span>
        {run.held !== null && isOpen && (
          <StatusBadge tone="warn" icon="warning">
            {t(`vacanciesScreen.sources.held.${run.held}`)}
          </StatusBadge>
        )}
      </div>
      {isOpen && (
        <>
          <Button
            needs="writing"
            variant="plain"
            isDisabled={dismiss.isPending}
            onPress={() => dismiss.mutate({ runId: run.id }, { onError: notify.failed })}
          >
            {t('vacanciesScreen.sources.dismiss')}
          </Button>
          <Button
            needs="writing"
            variant="primary"
            isDisabled={importId === null}
            onPress={() => importId !== null && onReview(importId, wholeFeed)}
          >
            {t('vacanciesScreen.sources.review')}
          </Button>
        </>
      )}
    </div>
  );
}
