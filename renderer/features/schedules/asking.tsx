import type { Schedule } from '../../../core/contract/index.ts';
import { useSendingOff } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useWrite } from '../../rpc/index.ts';
import { Button, useNotify } from '../../ui/index.ts';
import { useScheduleWords } from './words.ts';

/** One question about everything that was missed: nothing of it happens without an answer. */
export function Asking({ schedules }: { readonly schedules: readonly Schedule[] }) {
  const { t, number } = useText();
  const { what, moment } = useScheduleWords();
  const notify = useNotify();
  const answer = useWrite('schedules.answer');
  const off = useSendingOff();
  if (schedules.length === 0) return null;
  const count = { count: schedules.length, shown: number(schedules.length) };
  function decide(decision: 'run' | 'skip'): void {
    answer.mutate(
      { scheduleIds: schedules.map(({ id }) => id), decision },
      {
        onError: notify.failed,
        onSuccess: ({ ran, skipped, failed, asking }) => {
          notify.done(t('schedulesScreen.asking.done', { ran: number(ran), skipped: number(skipped), failed }));
          if (asking > 0) notify.done(t('schedulesScreen.asking.still', { count: asking, shown: number(asking) }));
        },
      },
    );
  }
  const offReason = off === null ? undefined : t(off);
  return (
    <section className="asking" aria-label={t('schedulesScreen.asking.title', count)}>
      <div className="grow stack-tight">
        <h2>{t('schedulesScreen.asking.title', count)}</h2>
        <p className="small">{t('schedulesScreen.asking.lead')}</p>
        <ul className="small">
          {schedules.map((schedule) => (
            <li key={schedule.id}>
              <strong>{schedule.name}</strong> · {what(schedule)}
              {schedule.missedAt !== null && (
                <>
                  {' · '}
                  {t('schedulesScreen.asking.was', { at: moment(schedule.missedAt, schedule.rule.timeZone) })}
                </>
              )}
            </li>
          ))}
        </ul>
      </div>
      <div className="row">
        <Button isDisabled={answer.isPending} offReason={offReason} onPress={() => decide('skip')}>
          {t('schedulesScreen.asking.skip', count)}
        </Button>
        <Button variant="primary" isDisabled={answer.isPending} offReason={offReason} onPress={() => decide('run')}>
          {t('schedulesScreen.asking.run', count)}
        </Button>
      </div>
    </section>
  );
}
