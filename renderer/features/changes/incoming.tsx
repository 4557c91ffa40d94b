import { ArrowDownLeft, Undo2 } from 'lucide-react';
import type { ChangeRow } from '../../../core/contract/index.ts';
import { useWritingOff } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useWrite, type OutputOf } from '../../rpc/index.ts';
import { Button, useNotify } from '../../ui/index.ts';

/** The two answers to what changed without us: our value again, as a change that a person publishes; or theirs from here on. */
function useAnswers(objectIds: readonly string[]): { readonly revert: () => void; readonly accept: () => void; readonly busy: boolean } {
  const { t, number } = useText();
  const notify = useNotify();
  const revert = useWrite('changes.proposeRevert');
  const accept = useWrite('changes.acceptIncoming');
  const undo = useWrite('history.undo');
  const selection = { objectIds: [...objectIds] };
  const counted = (fields: number) => ({ count: fields, shown: number(fields) });
  return {
    busy: revert.isPending || accept.isPending,
    revert: () =>
      revert.mutate(
        { selection },
        { onError: notify.failed, onSuccess: ({ fields }) => notify.done(t('changesScreen.incoming.reverted', counted(fields))) },
      ),
    accept: () =>
      accept.mutate(
        { selection },
        {
          onError: notify.failed,
          onSuccess: ({ fields }) =>
            notify.done(t('changesScreen.incoming.accepted', counted(fields)), {
              label: t('frame.command.undo'),
              run: () => undo.mutate({}, { onError: notify.failed }),
            }),
        },
      ),
  };
}

/** Above the fields of one object. */
export function IncomingBox({ difference }: { readonly difference: OutputOf<'changes.difference'> }) {
  const { t, number } = useText();
  const off = useWritingOff();
  const { revert, accept, busy } = useAnswers([difference.row.objectId]);
  const fields = difference.fields.filter(({ kind }) => kind === 'theirs' || kind === 'conflict').length;
  if (fields === 0) return null;
  const offReason = off === null ? undefined : t(off);
  return (
    <section className="incoming-box" aria-label={t('changesScreen.incoming.title')}>
      <h3>{t('changesScreen.incoming.title')}</h3>
      <p className="small">{t('changesScreen.incoming.lead', { count: fields, shown: number(fields) })}</p>
      <div className="row-wrap">
        <Button icon={<Undo2 size={15} aria-hidden />} isDisabled={busy} offReason={offReason} onPress={revert}>
          {t('changesScreen.incoming.revert')}
        </Button>
        <Button icon={<ArrowDownLeft size={15} aria-hidden />} isDisabled={busy} offReason={offReason} onPress={accept}>
          {t('changesScreen.incoming.accept')}
        </Button>
      </div>
    </section>
  );
}

/** Over the list of what the networks changed: one key for all that is shown, or for what is chosen. */
export function IncomingBar({ rows }: { readonly rows: readonly ChangeRow[] }) {
  const { t, number } = useText();
  const off = useWritingOff();
  const ids = rows.filter(({ mark }) => mark === 'incoming' || mark === 'conflict').map(({ objectId }) => objectId);
  const { revert, accept, busy } = useAnswers(ids);
  if (ids.length === 0) return null;
  const count = { count: ids.length, shown: number(ids.length) };
  const offReason = off === null ? undefined : t(off);
  return (
    <div className="incoming-bar">
      <span className="grow">{t('changesScreen.incoming.bar', count)}</span>
      <Button icon={<Undo2 size={15} aria-hidden />} isDisabled={busy} offReason={offReason} onPress={revert}>
        {t('changesScreen.incoming.revertAll', count)}
      </Button>
      <Button icon={<ArrowDownLeft size={15} aria-hidden />} isDisabled={busy} offReason={offReason} onPress={accept}>
        {t('changesScreen.incoming.acceptAll', count)}
      </Button>
    </div>
  );
}
