import { Download, ShieldCheck } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { z } from 'zod';
import { CommandButton, useCommands, type Command } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useUrlState } from '../../navigation/index.ts';
import { useBackend, useRead, useWrite, type OutputOf } from '../../rpc/index.ts';
import { Age, Await, Button, EmptyState, saveText, Screen, SearchField, useNotify } from '../../ui/index.ts';
import './audit.css';

type Entry = OutputOf<'audit.list'>['entries'][number];
const PAGE = 200;
const State = z.object({
  text: z.string().default(''),
  action: z.string().nullable().default(null),
  page: z.number().int().min(0).default(0),
});

/** Who did what, when, through which door; each line chained to the one before. */
function AuditScreen() {
  const { t, number } = useText();
  const [{ text, action, page }, set] = useUrlState(State);
  const asked = useDeferredValue(text);
  const list = useRead('audit.list', { text: asked.slice(0, 100), action, offset: page * PAGE, limit: PAGE });
  useAuditCommands();
  return (
    <Screen
      title={t('frame.screen.audit')}
      subtitle={list.data === undefined ? undefined : t('auditScreen.entries', { count: list.data.total, shown: number(list.data.total) })}
      actions={
        <>
          <CommandButton id="audit.verify" />
          <CommandButton id="audit.export" />
        </>
      }
      toolbar={
        <>
          <SearchField label={t('auditScreen.search')} value={text} onChange={(value) => set({ text: value, page: 0 })} />
          {action !== null && (
            <Button onPress={() => set({ action: null, page: 0 })}>
              <code>{action}</code> ×
            </Button>
          )}
        </>
      }
    >
      <Await reading={list}>
        {(data) =>
          data.entries.length === 0 ? (
            <EmptyState title={t('auditScreen.none')}>
              {t(text === '' && action === null ? 'auditScreen.noneLead' : 'auditScreen.noneFiltered')}
            </EmptyState>
          ) : (
            <>
              <table className="table audit-table" aria-label={t('frame.screen.audit')}>
                <thead>
                  <tr>
                    <th scope="col" className="num">
                      {t('auditScreen.number')}
                    </th>
                    <th scope="col">{t('auditScreen.when')}</th>
                    <th scope="col">{t('auditScreen.who')}</th>
                    <th scope="col">{t('auditScreen.what')}</th>
                    <th scope="col">{t('auditScreen.details')}</th>
                    <th scope="col">{t('auditScreen.hash')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.entries.map((entry) => (
                    <AuditRow key={entry.sequence} entry={entry} onAction={() => set({ action: entry.action, page: 0 })} />
                  ))}
                </tbody>
              </table>
              {data.total > PAGE && (
                <div className="row audit-pages">
                  <Button isDisabled={page === 0} onPress={() => set({ page: page - 1 })}>
                    {t('changesScreen.previous')}
                  </Button>
                  <span className="small quiet">
                    {t('changesScreen.window', {
                      from: number(page * PAGE + 1),
                      to: number(Math.min(data.total, (page + 1) * PAGE)),
                      total: number(data.total),
                    })}
                  </span>
                  <Button isDisabled={(page + 1) * PAGE >= data.total} onPress={() => set({ page: page + 1 })}>
                    {t('changesScreen.next')}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Await>
    </Screen>
  );
}
export { AuditScreen as Screen };

function AuditRow({ entry, onAction }: { readonly entry: Entry; readonly onAction: () => void }) {
  const { say, instant } = useText();
  const details = Object.entries(entry.details).filter(([key]) => key !== 'labelKey');
  return (
    <tr>
      <td className="num faint">{entry.sequence}</td>
      <td title={instant(entry.at)}>
        <Age at={entry.at} />
      </td>
      <td>
        {entry.actor}
        <span className="small faint audit-carrier">{say(`auditScreen.carrier.${entry.carrier}`, {}, entry.carrier)}</span>
      </td>
      <td>
        <button type="button" className="table-open" onClick={onAction}>
          {say(`audit.action.${entry.action}`, entry.details, say(entry.action, entry.details))}
        </button>
      </td>
      <td className="audit-details small quiet">
        {details.map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join(' · ')}
      </td>
      <td>
        <code className="faint">{entry.hash.slice(0, 10)}</code>
      </td>
    </tr>
  );
}

function useAuditCommands(): void {
  const { t, number } = useText();
  const notify = useNotify();
  const { call } = useBackend();
  const { mutate: verify } = useWrite('audit.verify');
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'audit.verify',
          label: 'auditScreen.verify',
          group: 'data',
          icon: ShieldCheck,
          run: () =>
            verify(
              {},
              {
                onError: notify.failed,
                onSuccess: (result) =>
                  result.intact
                    ? notify.done(t('auditScreen.intact', { count: result.entries, shown: number(result.entries) }))
                    : notify.done(t('auditScreen.broken', { sequence: number(result.brokenAt ?? 0) })),
              },
            ),
        },
        {
          id: 'audit.export',
          label: 'auditScreen.export',
          group: 'data',
          shortcut: 'Mod+Shift+I',
          icon: Download,
          run: () =>
            void call('audit.export', {})
              .then((file) => saveText(file.fileName, file.jsonLines, 'application/x-ndjson'))
              .catch(notify.failed),
        },
      ],
      [verify, call, notify, t, number],
    ),
  );
}
