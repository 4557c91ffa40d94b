import { useText } from '../../i18n/index.ts';
import { useClient } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { CommandButton } from '../../commands/index.ts';
import { Age, NetworkMark } from '../../ui/index.ts';

/** When each network was last read, oldest account of each. */
export function FreshnessList() {
  const { t } = useText();
  const { clientId } = useClient();
  const { data } = useRead('sync.freshness', { clientId });
  const accounts = data?.accounts ?? [];
  const networks = [...new Set(accounts.map(({ network }) => network))];
  if (data !== undefined && networks.length === 0) return <p className="quiet home-note">{t('home.freshness.none')}</p>;
  return (
    <div className="stack">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('home.freshness.network')}</th>
            <th scope="col">{t('home.freshness.states')}</th>
            <th scope="col">{t('home.freshness.figures')}</th>
          </tr>
        </thead>
        <tbody>
          {networks.map((network) => {
            const own = accounts.filter((account) => account.network === network);
            return (
              <tr key={network}>
                <td>
                  <NetworkMark id={network} />
                </td>
                <td>
                  <Age at={oldest(own.map(({ statusReadAt }) => statusReadAt))} />
                </td>
                <td>
                  <Age at={oldest(own.map(({ metricsReadAt }) => metricsReadAt))} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div>
        <CommandButton id="general.sync" />
      </div>
    </div>
  );
}

/** Instants of one format and zone sort as text. Null (never) is the oldest of all. */
function oldest(instants: readonly (string | null)[]): string | null {
  return instants.includes(null)
    ? null
    : instants.reduce<string | null>((least, at) => (least === null || (at !== null && at < least) ? at : least), null);
}
