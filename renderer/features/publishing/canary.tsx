import { useState } from 'react';
import type { Run } from '../../../core/contract/index.ts';
import { useSendingOff } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useWrite, type OutputOf } from '../../rpc/index.ts';
import { Button, Dialog, Select, StatusBadge, useNotify, type StatusIcon, type Tone } from '../../ui/index.ts';

export type GoOn = NonNullable<Run['canary']>['goOn'];
const WAYS = ['all', 'after_review', 'on_key'] as const;
const STATES: Readonly<Record<NonNullable<Run['canary']>['state'], readonly [Tone, StatusIcon]>> = {
  waiting: ['info', 'waiting'],
  held: ['bad', 'pause'],
  released: ['good', 'check'],
};

/** Before a publish: everything at once, or a sample first and what is looked at before the rest goes. */
export function CanaryChoice({
  split,
  value,
  onChange,
}: {
  readonly split: NonNullable<OutputOf<'publishing.forecast'>['canary']>;
  readonly value: GoOn | null;
  readonly onChange: (value: GoOn | null) => void;
}) {
  const { t, number } = useText();
  return (
    <div className="publish-canary">
      <Select
        label={t('publishing.canary')}
        value={value ?? 'all'}
        options={WAYS.map((way) => ({ value: way, label: t(`publishing.canary.${way}`) }))}
        onChange={(way) => onChange(way === 'all' ? null : way)}
      />
      {value !== null && (
        <p className="small quiet">
          {t('publishing.canary.split', {
            ads: split.ads,
            shown: number(split.ads),
            rest: split.restAds === 0 ? split.restObjects : split.restAds,
            shownRest: number(split.restAds === 0 ? split.restObjects : split.restAds),
          })}{' '}
          {t('publishing.canary.watched')}
        </p>
      )}
    </div>
  );
}

/** After a publish: what the rest waits for, and a word that lets it go or keeps it. */
export function CanaryState({ run }: { readonly run: Run }) {
  const { t, say, number } = useText();
  const notify = useNotify();
  const release = useWrite('publishing.releaseCanary');
  const hold = useWrite('publishing.holdCanary');
  const off = useSendingOff();
  const [asking, setAsking] = useState(false);
  const { canary } = run;
  if (canary === undefined) return null;
  const { state, goOn, rest, reason } = canary;
  const [tone, icon] = STATES[state];
  const count = { count: rest, shown: number(rest) };
  const offReason = off === null ? undefined : t(off);
  return (
    <div className={`run-canary run-canary-${state}`} role="status">
      <div className="grow stack-tight">
        <StatusBadge tone={tone} icon={icon}>
          {t(state === 'waiting' ? `publishing.canary.waiting.${goOn}` : `publishing.canary.${state}`)}
        </StatusBadge>
        <span className="small">
          {state === 'held' && reason !== null && `${say(`publishing.reason.${reason}`, {}, say(`errors.${reason}.what`, {}, reason))} `}
          {state !== 'released' && t('publishing.canary.rest', count)}
        </span>
      </div>
      {state !== 'released' && (
        <div className="row">
          {state === 'waiting' && goOn === 'after_review' && (
            <Button
              isDisabled={hold.isPending}
              offReason={offReason}
              onPress={() =>
                hold.mutate({ runId: run.id }, { onError: notify.failed, onSuccess: () => notify.done(t('publishing.canary.heldNow')) })
              }
            >
              {t('publishing.canary.hold')}
            </Button>
          )}
          <Button variant="primary" isDisabled={release.isPending} offReason={offReason} onPress={() => setAsking(true)}>
            {t('publishing.canary.go', count)}
          </Button>
        </div>
      )}
      <Dialog
        title={t('publishing.canary.sure')}
        isOpen={asking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onPress={() => setAsking(false)}>{t('common.cancel')}</Button>
            <Button
              variant="primary"
              onPress={() => {
                setAsking(false);
                release.mutate({ runId: run.id }, { onError: notify.failed, onSuccess: () => notify.done(t('publishing.canary.gone')) });
              }}
            >
              {t('publishing.canary.go', count)}
            </Button>
          </>
        }
      >
        <p>{t('publishing.canary.sureLead')}</p>
      </Dialog>
    </div>
  );
}
