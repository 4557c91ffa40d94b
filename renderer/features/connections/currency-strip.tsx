import type { AdAccount } from '../../../core/contract/index.ts';
import { addDays } from '../../../core/kernel/index.ts';
import { useNow, useText } from '../../i18n/index.ts';
import { useClient } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Money, NetworkMark } from '../../ui/index.ts';

const DAYS = 14;

/** One column a currency, side by side: pesos and dollars are told apart and never added. */
export function CurrencyStrip({ accounts }: { readonly accounts: readonly AdAccount[] }) {
  const { t } = useText();
  const { clientId } = useClient();
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const spent = useRead('results.summary', { clientId, networks: [], fromDay: addDays(today, -DAYS), toDay: addDays(today, -1) });
  const currencies = [...new Set(accounts.map(({ currency }) => currency))].toSorted();
  if (currencies.length < 2) return null;
  return (
    <section className="currencies" aria-label={t('connections.currencies')}>
      <ul>
        {currencies.map((currency) => {
          const own = accounts.filter((account) => account.currency === currency);
          const total = spent.data?.totals.find(({ spend }) => spend.currency === currency)?.spend ?? { amountMicros: 0n, currency };
          return (
            <li key={currency}>
              <span className="row">
                <strong>{currency}</strong>
                <span className="quiet small">{t('connections.currency.accounts', { count: own.length })}</span>
                <span className="push row">
                  {[...new Set(own.map(({ network }) => network))].map((network) => (
                    <NetworkMark key={network} id={network} showName={false} />
                  ))}
                </span>
              </span>
              <span className="small">
                <Money value={total} /> <span className="quiet">{t('connections.currency.spent')}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <p className="small quiet">{t('connections.currency.note')}</p>
    </section>
  );
}
