import { CalendarClock, FileCheck2, RotateCcw, Send } from 'lucide-react';
import { useState } from 'react';
import type { ChangeRow } from '../../../core/contract/index.ts';
import { useSendingOff, useWritingOff } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useGo } from '../../navigation/index.ts';
import { useRead, useWrite, type InputOf } from '../../rpc/index.ts';
import { Button, Dialog, IconButton, TextField, useNotify } from '../../ui/index.ts';
import { PublishDialog } from '../publishing/publish-dialog.tsx';
import { totals } from './group-rows.ts';

type Selection = InputOf<'publishing.start'>['selection'];

/** What can be done with the chosen rows, or with everything when none is chosen; amounts on the buttons. */
export function SelectionActions({ rows, onDone }: { readonly rows: readonly ChangeRow[]; readonly onDone: () => void }) {
  const { t, number, moneys, say } = useText();
  const notify = useNotify();
  const go = useGo();
  const sendingOff = useSendingOff();
  const writingOff = useWritingOff();
  const { clientId } = useClient();
  const { data: summary } = useRead('changes.summary', { clientId });
  const { data: publishable } = useRead('changes.publishable', { clientId });
  const revert = useWrite('changes.revert');
  const [asking, setAsking] = useState<'publish' | 'approval' | 'revert' | null>(null);
  if (summary === undefined || summary.changes === 0) return null;
  const all = rows.length === 0;
  const selection: Selection = all ? { all: true, clientId } : { objectIds: rows.map(({ objectId }) => objectId) };
  const ads = all ? summary.ads : rows.filter(({ level }) => level === 'ad').length;
  const objects = all ? summary.objects : rows.length;
  const daily = all ? summary.daily : totals(rows);
  const amount = daily.length === 0 ? '' : moneys(daily, { sign: 'always', code: true });
  // Without a selection what is ready goes out and what has errors stays behind; the button names what really goes.
  const going =
    all && publishable !== undefined
      ? { ads: publishable.ads, objects: publishable.objectIds.length, daily: publishable.daily }
      : { ads, objects, daily };
  const goingSelection: Selection =
    all && publishable !== undefined && publishable.objectIds.length > 0 ? { objectIds: publishable.objectIds } : selection;
  const obstacle = all ? (publishable?.obstacle ?? null) : null;
  const goingAmount = going.daily.length === 0 ? '' : moneys(going.daily, { sign: 'always', code: true });
  const label = t('changesScreen.publish', {
    ads: going.ads,
    shown: number(going.ads),
    changes: going.objects,
    objects: number(going.objects),
    amount: goingAmount,
    money: going.daily.length,
  });
  const reasonOf = (off: typeof sendingOff): string | undefined => (off === null ? undefined : t(off));
  const heldBack = all ? (publishable?.heldBack ?? 0) : 0;
  return (
    <footer className="changes-actions" aria-label={t('changesScreen.actions')}>
      <span className={obstacle === null && sendingOff === null ? 'quiet' : 'tone-warn'}>
        {sendingOff !== null && t(sendingOff)}
        {sendingOff === null && !all && t('changesScreen.selected', { count: objects, shown: number(objects) })}
        {sendingOff === null && all && obstacle !== null && say(`errors.${obstacle.code}.what`, obstacle.details)}
        {sendingOff === null &&
          all &&
          obstacle === null &&
          heldBack > 0 &&
          t('changesScreen.heldBack', { count: heldBack, shown: number(heldBack) })}
      </span>
      {!all && (
        <Button variant="plain" onPress={onDone}>
          {t('changesScreen.select.none')}
        </Button>
      )}
      <div className="push row">
        <Button icon={<RotateCcw size={15} aria-hidden />} offReason={reasonOf(writingOff)} onPress={() => setAsking('revert')}>
          {t('changesScreen.revert', { count: objects, shown: number(objects) })}
        </Button>
        <Button icon={<FileCheck2 size={15} aria-hidden />} offReason={reasonOf(writingOff)} onPress={() => setAsking('approval')}>
          {t('changesScreen.requestApproval')}
        </Button>
        {all && (
          <IconButton
            label={t('changesScreen.schedule')}
            icon={<CalendarClock size={16} aria-hidden />}
            isDisabled={sendingOff !== null}
            offReason={reasonOf(sendingOff)}
            onPress={() => go('schedules', { edit: 'new', kind: 'publish' })}
          />
        )}
        <Button
          variant="primary"
          icon={<Send size={15} aria-hidden />}
          offReason={reasonOf(sendingOff)}
          isDisabled={obstacle !== null || going.objects === 0}
          onPress={() => setAsking('publish')}
        >
          {label}
        </Button>
      </div>
      {asking === 'publish' && (
        <PublishDialog
          selection={goingSelection}
          ads={going.ads}
          objects={going.objects}
          daily={going.daily}
          onClose={() => setAsking(null)}
          onStarted={onDone}
        />
      )}
      {asking === 'approval' && (
        <ApprovalDialog selection={selection} objects={objects} amount={amount} onClose={() => setAsking(null)} onDone={onDone} />
      )}
      <Dialog
        title={t('changesScreen.revert.title', { count: objects, shown: number(objects) })}
        isOpen={asking === 'revert'}
        onClose={() => setAsking(null)}
        actions={
          <>
            <Button onPress={() => setAsking(null)}>{t('common.cancel')}</Button>
            <Button
              needs="writing"
              variant="danger"
              onPress={() => {
                setAsking(null);
                revert.mutate(
                  { selection, field: null },
                  {
                    onError: notify.failed,
                    onSuccess: ({ reverted }) => (
                      notify.done(t('changesScreen.reverted', { count: reverted, shown: number(reverted) })),
                      onDone()
                    ),
                  },
                );
              }}
            >
              {t('changesScreen.revert', { count: objects, shown: number(objects) })}
            </Button>
          </>
        }
      >
        <p>{t('changesScreen.revert.lead')}</p>
      </Dialog>
    </footer>
  );
}

interface ApprovalProps {
  readonly selection: Selection;
  readonly objects: number;
  readonly amount: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function ApprovalDialog({ selection, objects, amount, onClose, onDone }: ApprovalProps) {
  const { t, number, error } = useText();
  const notify = useNotify();
  const [note, setNote] = useState('');
  const request = useWrite('changes.requestApproval');
  const failure = request.error === null ? null : error(request.error);
  return (
    <Dialog
      title={t('changesScreen.requestApproval')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            needs="writing"
            variant="primary"
            isDisabled={request.isPending}
            onPress={() =>
              request.mutate(
                { selection, note: note.trim() === '' ? null : note.trim() },
                { onSuccess: () => (notify.done(t('changesScreen.requested')), onDone(), onClose()) },
              )
            }
          >
            {t('changesScreen.requestApproval.send', {
              count: objects,
              shown: number(objects),
              amount: amount === '' ? t('changesScreen.noMoney') : amount,
            })}
          </Button>
        </>
      }
    >
      <p>{t('changesScreen.requestApproval.lead')}</p>
      <TextField label={t('changesScreen.note')} value={note} onChange={setNote} multiline={3} maxLength={1000} autoFocus />
      {failure !== null && (
        <p role="alert" className="field-error">
          {failure.what} {failure.fix}
        </p>
      )}
    </Dialog>
  );
}
