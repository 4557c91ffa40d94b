import { ClipboardList, FilterX } from 'lucide-react';
import { OutcomeKind, SendState, type Outcome } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Await, Button, EmptyState, NetworkMark, Select, useNetworkNames, useNotify } from '../../ui/index.ts';
import { PAGE, type ApplicantsView, type Change } from './view.ts';
import { farDay, Pages, reasonText, SendBadge } from './words.tsx';

interface Props {
  readonly clientId: string | null;
  readonly view: ApplicantsView;
  readonly change: Change;
}

/** What became of people, newest first, and where each network stands with it. */
export function Outcomes({ clientId, view, change }: Props) {
  const { t, say } = useText();
  const reading = useRead('conversions.list', { clientId, kind: view.kind, state: view.state, offset: view.page * PAGE, limit: PAGE });
  const all = { value: '', label: t('applicantsScreen.filter.all') };
  return (
    <>
      <div className="row applicant-filters">
        <Select
          label={t('applicantsScreen.filter.kind')}
          value={view.kind ?? ''}
          options={[all, ...OutcomeKind.options.map((value) => ({ value, label: say(`conversions.kind.${value}`) }))]}
          onChange={(kind) => change({ kind: OutcomeKind.safeParse(kind).data ?? null, page: 0 })}
        />
        <Select
          label={t('applicantsScreen.filter.state')}
          value={view.state ?? ''}
          options={[all, ...SendState.options.map((value) => ({ value, label: say(`conversions.state.${value}`) }))]}
          onChange={(state) => change({ state: SendState.safeParse(state).data ?? null, page: 0 })}
        />
      </div>
      <Await reading={reading}>
        {({ rows, total }) =>
          rows.length > 0 ? (
            <>
              <OutcomeTable rows={rows} />
              <Pages page={view.page} total={total} toPage={(page) => change({ page })} />
            </>
          ) : view.kind !== null || view.state !== null ? (
            <EmptyState
              icon={<FilterX size={20} aria-hidden />}
              title={t('applicantsScreen.outcomes.noneMatch')}
              action={<Button onPress={() => change({ kind: null, state: null, page: 0 })}>{t('applicantsScreen.outcomes.clear')}</Button>}
            />
          ) : (
            <EmptyState
              icon={<ClipboardList size={20} aria-hidden />}
              title={t('applicantsScreen.outcomes.none')}
              action={
                <Button variant="primary" onPress={() => change({ panel: 'import' })}>
                  {t('applicantsScreen.import')}
                </Button>
              }
            >
              {t('applicantsScreen.outcomes.noneHelp')}
            </EmptyState>
          )
        }
      </Await>
    </>
  );
}

const MAY_GO = new Set<SendState>(['queued', 'held', 'refused']);

function OutcomeTable({ rows }: { readonly rows: readonly Outcome[] }) {
  const text = useText();
  const { t, say, day } = text;
  const notify = useNotify();
  const remove = useWrite('conversions.remove');
  return (
    <table className="table" aria-label={t('applicantsScreen.tab.outcomes')}>
      <thead>
        <tr>
          {(['date', 'kind', 'vacancy', 'client', 'known', 'consent', 'sends', 'until'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`applicantsScreen.col.${column}`)}
            </th>
          ))}
          <th scope="col">
            <span className="visually-hidden">{t('applicantsScreen.col.action')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>{day(row.occurredAt.slice(0, 10))}</td>
            <td>{say(`conversions.kind.${row.kind}`)}</td>
            <td>{row.vacancyTitle ?? <span className="quiet">{t('applicantsScreen.noVacancy')}</span>}</td>
            <td>{row.clientName}</td>
            <td>
              <Known row={row} />
            </td>
            <td>{say(`candidates.consent.${row.consent}`)}</td>
            <td>
              <Sends row={row} />
            </td>
            <td>{farDay(text, row.deleteOn)}</td>
            <td>
              {row.sends.every(({ state }) => MAY_GO.has(state)) && (
                <Button
                  needs="writing"
                  variant="plain"
                  isDisabled={remove.isPending}
                  onPress={() =>
                    remove.mutate(
                      { outcomeId: row.id },
                      { onSuccess: () => notify.done(t('applicantsScreen.removed')), onError: notify.failed },
                    )
                  }
                >
                  {t('applicantsScreen.remove')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Known({ row }: { readonly row: Outcome }) {
  const { t } = useText();
  const { nameOf } = useNetworkNames();
  const parts = [
    ...(row.hasEmail ? [t('applicantsScreen.known.email')] : []),
    ...(row.hasPhone ? [t('applicantsScreen.known.phone')] : []),
    ...(row.clickNetwork === null ? [] : [t('applicantsScreen.known.click', { network: nameOf(row.clickNetwork) })]),
  ];
  return <>{parts.length === 0 ? t('applicantsScreen.known.bare') : parts.join(', ')}</>;
}

/** Networks that stand alike are told in one line. */
function Sends({ row }: { readonly row: Outcome }) {
  const text = useText();
  const alike = new Map<string, Outcome['sends']>();
  for (const send of row.sends) {
    const key = `${send.state} ${send.reason}`;
    alike.set(key, [...(alike.get(key) ?? []), send]);
  }
  return (
    <ul className="applicant-sends">
      {[...alike.values()].map((sends) => {
        const [first] = sends;
        if (first === undefined) return null;
        return (
          <li key={`${first.state} ${first.reason}`}>
            <SendBadge state={first.state} />{' '}
            {sends.map(({ accountId, network }) => (
              <NetworkMark key={accountId} id={network} showName={false} />
            ))}
            {first.reason !== null && <span className="small quiet"> {reasonText(text, first.reason)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
