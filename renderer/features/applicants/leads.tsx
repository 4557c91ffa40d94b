import { Inbox } from 'lucide-react';
import type { Lead, LeadSource, LeadState } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import {
  Age,
  Await,
  Button,
  EmptyState,
  NetworkMark,
  Section,
  StatusBadge,
  useNotify,
  type StatusIcon,
  type Tone,
} from '../../ui/index.ts';
import { PAGE, type ApplicantsView, type Change } from './view.ts';
import { farDay, Pages, reasonText } from './words.tsx';

interface Props {
  readonly clientId: string | null;
  readonly view: ApplicantsView;
  readonly change: Change;
  readonly onRetrieve: () => void;
}

/** Answers to lead forms on their way to the candidates. */
export function Leads({ clientId, view, change, onRetrieve }: Props) {
  const { t } = useText();
  const sources = useRead('leads.sources', { clientId });
  const list = useRead('leads.list', { clientId, state: null, offset: view.page * PAGE, limit: PAGE });
  return (
    <>
      <Section title={t('applicantsScreen.leads')}>
        <Await reading={list}>
          {({ rows, total }) =>
            rows.length === 0 ? (
              <EmptyState
                icon={<Inbox size={20} aria-hidden />}
                title={t('applicantsScreen.leads.none')}
                action={<Button onPress={onRetrieve}>{t('applicantsScreen.retrieve')}</Button>}
              >
                {t('applicantsScreen.leads.noneHelp')}
              </EmptyState>
            ) : (
              <>
                <LeadTable rows={rows} />
                <Pages page={view.page} total={total} toPage={(page) => change({ page })} />
              </>
            )
          }
        </Await>
      </Section>
      <Section title={t('applicantsScreen.sources')}>
        <Await reading={sources}>
          {({ sources: rows }) =>
            rows.length === 0 ? (
              <EmptyState title={t('applicantsScreen.sources.none')}>{t('applicantsScreen.sources.noneHelp')}</EmptyState>
            ) : (
              <Sources rows={rows} />
            )
          }
        </Await>
      </Section>
    </>
  );
}

function Sources({ rows }: { readonly rows: readonly LeadSource[] }) {
  const text = useText();
  const { t, say, number } = text;
  return (
    <table className="table" aria-label={t('applicantsScreen.sources')}>
      <thead>
        <tr>
          <th scope="col">{t('applicantsScreen.lane.account')}</th>
          <th scope="col">{t('applicantsScreen.source.kept')}</th>
          <th scope="col" className="num">
            {t('applicantsScreen.source.fresh')}
          </th>
          <th scope="col">{t('applicantsScreen.source.last')}</th>
          <th scope="col">{t('applicantsScreen.source.state')}</th>
        </tr>
      </thead>
      <tbody>
        {rows
          .toSorted((left, right) => Number(right.retrievedAt !== null) - Number(left.retrievedAt !== null))
          .map((row) => (
            <tr key={row.accountId}>
              <td>
                <NetworkMark id={row.network} /> {row.accountName} <span className="small quiet">{row.clientName}</span>
              </td>
              <td>{t('applicantsScreen.source.days', { days: row.retentionDays })}</td>
              <td className="num">{number(row.fresh)}</td>
              <td>
                {row.retrievedAt === null ? (
                  <span className="quiet">{t('applicantsScreen.lane.never')}</span>
                ) : (
                  <Age at={row.retrievedAt} />
                )}
              </td>
              <td>
                {row.failure !== null ? (
                  <>
                    <StatusBadge tone="warn" icon="warning">
                      {say(`applicantsScreen.failure.${row.failure}`, {}, row.failure)}
                    </StatusBadge>
                    {row.failureCode !== null && <div className="small quiet">{reasonText(text, `networkErrors.${row.failureCode}`)}</div>}
                  </>
                ) : row.retrievedAt === null ? (
                  <StatusBadge tone="quiet" icon="draft">
                    {t('applicantsScreen.source.notYet')}
                  </StatusBadge>
                ) : (
                  <StatusBadge tone="good" icon="check">
                    {t('applicantsScreen.source.fine')}
                  </StatusBadge>
                )}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

const MARKS: Readonly<Record<LeadState, readonly [Tone, StatusIcon]>> = {
  new: ['info', 'dot'],
  taken: ['good', 'check'],
  left_out: ['quiet', 'ban'],
  discarded: ['quiet', 'archive'],
};

function LeadTable({ rows }: { readonly rows: readonly Lead[] }) {
  const text = useText();
  const { t, say, instant } = text;
  const notify = useNotify();
  const discard = useWrite('leads.discard');
  const kept = (lead: Lead): string =>
    [
      ...(lead.hasEmail ? [t('applicantsScreen.known.email')] : []),
      ...(lead.hasPhone ? [t('applicantsScreen.known.phone')] : []),
      ...lead.fields.map((field) => say(`candidates.target.${field}`)),
    ].join(', ');
  return (
    <table className="table" aria-label={t('applicantsScreen.leads')}>
      <thead>
        <tr>
          <th scope="col">{t('applicantsScreen.batch.when')}</th>
          <th scope="col">{t('applicantsScreen.lane.account')}</th>
          <th scope="col">{t('applicantsScreen.col.vacancy')}</th>
          <th scope="col">{t('applicantsScreen.lead.fields')}</th>
          <th scope="col">{t('applicantsScreen.col.consent')}</th>
          <th scope="col">{t('applicantsScreen.source.state')}</th>
          <th scope="col">{t('applicantsScreen.col.until')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('applicantsScreen.col.action')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((lead) => (
          <tr key={lead.id}>
            <td title={instant(lead.createdAt)}>
              <Age at={lead.createdAt} />
            </td>
            <td>
              <NetworkMark id={lead.network} /> <span className="small quiet">{lead.clientName}</span>
            </td>
            <td>{lead.vacancyTitle ?? <span className="quiet">{t('applicantsScreen.noVacancy')}</span>}</td>
            <td>{kept(lead) === '' ? <span className="quiet">{t('applicantsScreen.lead.nothing')}</span> : kept(lead)}</td>
            <td>{say(`candidates.consent.${lead.consent}`)}</td>
            <td>
              <StatusBadge tone={MARKS[lead.state][0]} icon={MARKS[lead.state][1]}>
                {say(`leads.state.${lead.state}`)}
              </StatusBadge>
              {lead.reason !== null && <div className="small quiet">{reasonText(text, lead.reason)}</div>}
            </td>
            <td>{farDay(text, lead.deleteOn)}</td>
            <td>
              {lead.state === 'new' && (
                <Button
                  needs="writing"
                  variant="plain"
                  isDisabled={discard.isPending}
                  onPress={() =>
                    discard.mutate(
                      { leadIds: [lead.id] },
                      { onSuccess: () => notify.done(t('applicantsScreen.lead.discarded')), onError: notify.failed },
                    )
                  }
                >
                  {t('applicantsScreen.lead.discard')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
