import { useState } from 'react';
import type { Money as MoneyValue } from '../../../core/kernel/index.ts';
import { addDays, MICROS_PER_UNIT } from '../../../core/kernel/index.ts';
import { amountInWords, useNow, useText } from '../../i18n/index.ts';
import { useClient, useGo } from '../../navigation/index.ts';
import { useRead, useWrite, type InputOf } from '../../rpc/index.ts';
import { Button, Checkbox, Dialog, Money, NetworkMark, useNotify } from '../../ui/index.ts';
import { looksLikeTypo, monthly } from './typo-guard.ts';
import './publishing.css';

interface Props {
  readonly selection: InputOf<'publishing.start'>['selection'];
  readonly ads: number;
  readonly objects: number;
  readonly daily: readonly MoneyValue[];
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

const LOOK_BACK_DAYS = 14;

/** The last question before money moves: what goes out, what it spends a day and a month (in words too), how many calls it takes. */
export function PublishDialog({ selection, ads, objects, daily, onClose, onStarted }: Props) {
  const { t, number, moneys, error } = useText();
  const notify = useNotify();
  const go = useGo();
  const { clientId } = useClient();
  const { data: summary } = useRead('changes.summary', { clientId });
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const past = useRead('results.summary', { clientId, networks: [], fromDay: addDays(today, -LOOK_BACK_DAYS), toDay: addDays(today, -1) });
  const start = useWrite('publishing.start');
  const [sure, setSure] = useState(false);
  const doubtful = looksLikeTypo(daily, past.data?.totals ?? [], LOOK_BACK_DAYS);
  const amount = moneys(daily, { sign: 'always', code: true });
  const failure = start.error === null ? null : error(start.error);
  function publish(): void {
    start.mutate(
      { selection, confirmDaily: [...daily], confirmUnusual: doubtful && sure },
      {
        onSuccess: () => {
          onStarted();
          onClose();
          notify.done(t('publishing.started'));
          go('changes', { tab: 'journal' });
        },
      },
    );
  }
  return (
    <Dialog
      title={t('publishing.confirm.title', { ads, shown: number(ads), changes: objects, objects: number(objects) })}
      isOpen
      onClose={onClose}
      tone={doubtful ? 'danger' : 'normal'}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" isDisabled={start.isPending || (doubtful && !sure)} onPress={publish}>
            {t('publishing.confirm', { amount, money: daily.length })}
          </Button>
        </>
      }
    >
      <dl className="publish-money">
        {daily.map((value) => (
          <div key={value.currency}>
            <dt>{t('publishing.perDay')}</dt>
            <dd>
              <strong>
                <Money value={value} signed />
              </strong>
            </dd>
            <dt>{t('publishing.perMonth')}</dt>
            <dd>
              <Money value={monthly(value)} signed />
            </dd>
          </div>
        ))}
      </dl>
      {daily.map((value) => (
        <Words key={value.currency} value={monthly(value)} />
      ))}
      {summary !== undefined && summary.remoteCalls.length > 0 && (
        <ul className="publish-calls" aria-label={t('publishing.calls')}>
          {summary.remoteCalls.map(({ network, calls, quotaLeft }) => (
            <li key={network}>
              <NetworkMark id={network} />
              <span className="quiet">
                {quotaLeft === null
                  ? t('publishing.callsOf', { calls, shown: number(calls) })
                  : t('publishing.callsWithQuota', { calls, shown: number(calls), left: number(quotaLeft) })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="small quiet">{t('publishing.lead')}</p>
      {doubtful && (
        <div className="publish-guard">
          <p>{t('publishing.guard')}</p>
          <Checkbox value={sure} onChange={setSure}>
            {t('publishing.guard.sure', { amount })}
          </Checkbox>
        </div>
      )}
      {failure !== null && (
        <p role="alert" className="field-error">
          {failure.what} {failure.fix}
        </p>
      )}
    </Dialog>
  );
}

/** `catorce millones quinientos noventa y dos mil pesos al mes`: what digits let slip. */
function Words({ value }: { readonly value: MoneyValue }) {
  const { t, tag, say } = useText();
  const units = (value.amountMicros < 0n ? -value.amountMicros : value.amountMicros) / MICROS_PER_UNIT;
  return (
    <p className="publish-words">
      {t(value.amountMicros < 0n ? 'publishing.words.less' : 'publishing.words', {
        words: amountInWords(units, tag),
        currency: say(`publishing.currency.${value.currency}`, {}, value.currency),
      })}
    </p>
  );
}
