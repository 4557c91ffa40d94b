import { useState } from 'react';
import type { Money as MoneyValue } from '../../../core/kernel/index.ts';
import { addDays, MICROS_PER_UNIT } from '../../../core/kernel/index.ts';
import { useSendingOff } from '../../commands/index.ts';
import { amountInWords, useNow, useText } from '../../i18n/index.ts';
import { useClient, useGo } from '../../navigation/index.ts';
import { useRead, useWrite, type InputOf } from '../../rpc/index.ts';
import { Button, Checkbox, Dialog, Money, useNotify } from '../../ui/index.ts';
import { CanaryChoice, type GoOn } from './canary.tsx';
import { FinishLine, NetworkFinishes } from './finish.tsx';
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

/** The last question before money moves: what goes out, what it spends a day and a month (in words too), all at once or a sample first, and when each network is through. */
export function PublishDialog({ selection, ads, objects, daily, onClose, onStarted }: Props) {
  const { t, number, moneys, error } = useText();
  const off = useSendingOff();
  const notify = useNotify();
  const go = useGo();
  const { clientId } = useClient();
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const past = useRead('results.summary', { clientId, networks: [], fromDay: addDays(today, -LOOK_BACK_DAYS), toDay: addDays(today, -1) });
  const start = useWrite('publishing.start');
  const [sure, setSure] = useState(false);
  const [canary, setCanary] = useState<GoOn | null>(null);
  const { data: outlook } = useRead('publishing.forecast', { selection, canary: canary !== null });
  // The backend compares with the clients of the selection alone: over all clients together only it can tell.
  const toldSo = start.error?.code === 'publishing.unusual_amount';
  const doubtful = toldSo || looksLikeTypo(daily, past.data?.totals ?? [], LOOK_BACK_DAYS);
  const amount = moneys(daily, { sign: 'always', code: true });
  const failure = start.error === null || toldSo ? null : error(start.error);
  function publish(): void {
    start.mutate(
      { selection, confirmDaily: [...daily], confirmUnusual: doubtful && sure, ...(canary === null ? {} : { canary }) },
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
          <Button
            variant="primary"
            offReason={off === null ? undefined : t(off)}
            isDisabled={start.isPending || (doubtful && !sure)}
            onPress={publish}
          >
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
      {outlook?.canary != null && <CanaryChoice split={outlook.canary} value={canary} onChange={setCanary} />}
      {outlook !== undefined && (
        <div className="stack-tight">
          <FinishLine outlook={outlook} canary={canary !== null} />
          <NetworkFinishes networks={outlook.networks} />
        </div>
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
