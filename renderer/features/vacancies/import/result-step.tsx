import { CircleCheck } from 'lucide-react';
import { useText } from '../../../i18n/index.ts';
import { useGo } from '../../../navigation/index.ts';
import { useWrite, type OutputOf } from '../../../rpc/index.ts';
import { Button, useNotify } from '../../../ui/index.ts';

interface Props {
  readonly result: OutputOf<'vacancies.commitImport'>;
  /** Whose vacancies they are: the flow that advertises them starts with that client. */
  readonly clientId: string | null;
  readonly onDone: () => void;
  readonly onAgain: () => void;
}

/** What was done, in numbers, and the ways on: see them, advertise them, take it back. */
export function ResultStep({ result, clientId, onDone, onAgain }: Props) {
  const { t } = useText();
  const go = useGo();
  const notify = useNotify();
  const undo = useWrite('history.undo');
  return (
    <div className="screen-body">
      <div className="empty" role="status">
        <div className="empty-icon">
          <CircleCheck size={20} aria-hidden />
        </div>
        <h2>{t('vacanciesScreen.result.title', { new: result.new, changed: result.changed, closed: result.closed })}</h2>
        <p className="quiet measure">
          {t('vacanciesScreen.result.rest', { unchanged: result.unchanged, duplicate: result.duplicate, rejected: result.rejected })}
        </p>
        <div className="empty-action">
          <Button variant="primary" onPress={() => go('plans', { flow: 'new', ...(clientId === null ? {} : { client: clientId }) })}>
            {t('vacanciesScreen.result.advertise')}
          </Button>
          <Button onPress={onDone}>{t('vacanciesScreen.result.see')}</Button>
          <Button onPress={onAgain}>{t('vacanciesScreen.result.again')}</Button>
          <Button
            needs="writing"
            variant="plain"
            isDisabled={undo.isPending}
            onPress={() =>
              undo.mutate(
                {},
                {
                  onSuccess: () => {
                    notify.done(t('vacanciesScreen.result.undone'));
                    onDone();
                  },
                  onError: notify.failed,
                },
              )
            }
          >
            {t('vacanciesScreen.result.undo')}
          </Button>
        </div>
      </div>
    </div>
  );
}
