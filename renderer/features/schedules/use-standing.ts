import { useText } from '../../i18n/index.ts';
import { useWrite } from '../../rpc/index.ts';
import { useNotify } from '../../ui/index.ts';

/** Pause, resume and delete, each with its undo. */
export function useStanding(): {
  readonly pause: (scheduleId: string) => void;
  readonly resume: (scheduleId: string) => void;
  readonly remove: (scheduleId: string) => void;
} {
  const { t } = useText();
  const notify = useNotify();
  const pause = useWrite('schedules.pause');
  const resume = useWrite('schedules.resume');
  const remove = useWrite('schedules.remove');
  const undo = useWrite('history.undo');
  const back = { label: t('frame.command.undo'), run: () => undo.mutate({}, { onError: notify.failed }) };
  const failed = { onError: notify.failed };
  return {
    pause: (scheduleId) => pause.mutate({ scheduleId }, { ...failed, onSuccess: () => notify.done(t('schedulesScreen.paused'), back) }),
    resume: (scheduleId) =>
      resume.mutate(
        { scheduleId },
        {
          ...failed,
          onSuccess: ({ state }) => notify.done(t(state === 'asking' ? 'schedulesScreen.resumedLate' : 'schedulesScreen.resumed'), back),
        },
      ),
    remove: (scheduleId) => remove.mutate({ scheduleId }, { ...failed, onSuccess: () => notify.done(t('schedulesScreen.removed'), back) }),
  };
}
