import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Age, Await, Button, EmptyState } from '../../ui/index.ts';

const PAGE = 100;

/** Who did what, when and to how many; never to whom. */
export function Ledger({
  clientId,
  page,
  toPage,
}: {
  readonly clientId: string | null;
  readonly page: number;
  readonly toPage: (page: number) => void;
}) {
  const { t, say, instant, number } = useText();
  const reading = useRead('privacy.ledger', { clientId, offset: page * PAGE, limit: PAGE });
  return (
    <Await reading={reading}>
      {({ events, total }) =>
        events.length === 0 ? (
          <EmptyState title={t('privacyScreen.ledger.none')}>{t('privacyScreen.ledger.noneHelp')}</EmptyState>
        ) : (
          <>
            <table className="table" aria-label={t('privacyScreen.tab.ledger')}>
              <thead>
                <tr>
                  <th scope="col">{t('privacyScreen.ledger.when')}</th>
                  <th scope="col">{t('privacyScreen.ledger.who')}</th>
                  <th scope="col">{t('privacyScreen.ledger.what')}</th>
                  <th scope="col">{t('privacyScreen.requests.client')}</th>
                </tr>
              </thead>
              <tbody>
                {events.map((event) => (
                  <tr key={event.sequence}>
                    <td title={instant(event.at)}>
                      <Age at={event.at} />
                    </td>
                    <td>{event.actor}</td>
                    <td>{say(`audit.action.${event.action}`, event.counts, event.action)}</td>
                    <td>{event.clientName}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {total > PAGE && (
              <div className="row">
                <Button isDisabled={page === 0} onPress={() => toPage(page - 1)}>
                  {t('privacyScreen.ledger.newer')}
                </Button>
                <span className="small quiet">{t('privacyScreen.ledger.total', { total: number(total) })}</span>
                <Button isDisabled={(page + 1) * PAGE >= total} onPress={() => toPage(page + 1)}>
                  {t('privacyScreen.ledger.older')}
                </Button>
              </div>
            )}
          </>
        )
      }
    </Await>
  );
}
