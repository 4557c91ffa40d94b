import { useState } from 'react';
import type { Schedule } from '../../../core/contract/index.ts';
import { useSendingOff } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useWrite } from '../../rpc/index.ts';
import { Button, TextField, useNotify } from '../../ui/index.ts';
import { WarningList } from './warning-list.tsx';
import { SHORTEST_REASON, useScheduleWords } from './words.ts';

/** Schedules whose time came with warnings that nobody had explained: one reason lets them go, or they are let be. */
export function Warned({ schedules }: { readonly schedules: readonly Schedule[] }) {
  const { t, number } = useText();
  const { what } = useScheduleWords();
  const notify = useNotify();
  const answer = useWrite('schedules.answer');
  const off = useSendingOff();
  const [reason, setReason] = useState('');
  if (schedules.length === 0) return null;
  const count = { count: schedules.length, shown: number(schedules.length) };
  const offReason = off === null ? undefined : t(off);
  const isShort = reason.trim().length < SHORTEST_REASON;
  function decide(decision: 'run' | 'skip'): void {
    answer.mutate(
      { scheduleIds: schedules.map(({ id }) => id), decision, ...(decision === 'run' ? { reason } : {}) },
      {
        onError: notify.failed,
        onSuccess: ({ ran, skipped, failed, asking }) => {
          notify.done(t('schedulesScreen.asking.done', { ran: number(ran), skipped: number(skipped), failed }));
          if (asking > 0) notify.done(t('schedulesScreen.asking.still', { count: asking, shown: number(asking) }));
          setReason('');
        },
      },
    );
  }
  return (
    <section className="asking" aria-label={t('schedulesScreen.warned.title', count)}>
      <div className="grow stack-tight">
        <h2>{t('schedulesScreen.warned.title', count)}</h2>
        <p className="small">{t('schedulesScreen.warned.lead')}</p>
        {schedules.map((schedule) => (
          <div key={schedule.id} className="stack-tight">
            <p className="small">
              <strong>{schedule.name}</strong> · {what(schedule)}
            </p>
            <WarningList warnings={schedule.warnings} />
          </div>
        ))}
        <TextField label={t('schedulesScreen.warned.reason')} value={reason} maxLength={500} onChange={setReason} />
      </div>
      <div className="row">
        <Button isDisabled={answer.isPending} offReason={offReason} onPress={() => decide('skip')}>
          {t('schedulesScreen.asking.skip', count)}
        </Button>
        <Button
          variant="primary"
          isDisabled={answer.isPending}
          offReason={offReason ?? (isShort ? t('schedulesScreen.warned.reasonNeeded') : undefined)}
          onPress={() => decide('run')}
        >
          {t('schedulesScreen.asking.run', count)}
        </Button>
      </div>
    </section>
  );
}
