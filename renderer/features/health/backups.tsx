import { Archive } from 'lucide-react';
import { useState } from 'react';
import type { Backup } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Age, Await, Button, Dialog, EmptyState, StatusBadge, Table, useNotify } from '../../ui/index.ts';
import './health.css';

/** Encrypted copies of the whole workspace: made, proven by opening them, put back. */
export function Backups() {
  const { t, bytes, number } = useText();
  const notify = useNotify();
  const backups = useRead('backup.list', {});
  const create = useWrite('backup.create');
  const drill = useWrite('backup.drill');
  const [restoring, setRestoring] = useState<Backup | null>(null);
  function make(): void {
    create.mutate({}, { onError: notify.failed, onSuccess: (made) => notify.done(t('health.backup.made', { size: bytes(made.bytes) })) });
  }
  function prove(name: string): void {
    drill.mutate(
      { name },
      {
        onError: notify.failed,
        onSuccess: (result) =>
          notify.done(
            t(result.opened && result.integrity ? 'health.backup.proven' : 'health.backup.broken', {
              vacancies: number(result.vacancies),
              ads: number(result.ads),
            }),
          ),
      },
    );
  }
  return (
    <div className="health">
      <div className="row">
        <p className="quiet measure grow">{t('health.backup.lead')}</p>
        <Button icon={<Archive size={15} aria-hidden />} isDisabled={create.isPending} onPress={make}>
          {t('health.backup.create')}
        </Button>
      </div>
      <Await reading={backups}>
        {(data) =>
          data.backups.length === 0 ? (
            <EmptyState title={t('health.backup.none')}>{t('health.backup.noneLead')}</EmptyState>
          ) : (
            <Table
              label={t('connections.tab.backups')}
              rows={data.backups}
              keyOf={({ name }) => name}
              columns={[
                { id: 'made', title: t('health.backup.made.column'), cell: (row) => <Age at={row.createdAt} /> },
                { id: 'name', title: t('health.backup.name'), cell: (row) => <code>{row.name}</code> },
                { id: 'reason', title: t('health.backup.reason'), cell: (row) => t(`health.backup.reason.${row.reason}`) },
                { id: 'size', title: t('health.backup.size'), align: 'end', cell: (row) => bytes(row.bytes) },
                {
                  id: 'verified',
                  title: t('health.backup.verified'),
                  cell: (row) => (
                    <StatusBadge tone={row.verified ? 'good' : 'quiet'} icon={row.verified ? 'check' : 'draft'}>
                      {t(row.verified ? 'health.backup.verified.yes' : 'health.backup.verified.no')}
                    </StatusBadge>
                  ),
                },
                {
                  id: 'actions',
                  title: t('health.backup.actions'),
                  align: 'end',
                  cell: (row) => (
                    <span className="row backup-actions">
                      <Button isDisabled={drill.isPending} onPress={() => prove(row.name)}>
                        {t('health.backup.drill')}
                      </Button>
                      <Button variant="danger" onPress={() => setRestoring(row)}>
                        {t('health.backup.restore')}
                      </Button>
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Await>
      {restoring !== null && <RestoreDialog backup={restoring} onClose={() => setRestoring(null)} />}
    </div>
  );
}

function RestoreDialog({ backup, onClose }: { readonly backup: Backup; readonly onClose: () => void }) {
  const { t, instant } = useText();
  const notify = useNotify();
  const restore = useWrite('backup.restore');
  return (
    <Dialog
      title={t('health.restore.title', { at: instant(backup.createdAt) })}
      tone="danger"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="danger"
            isDisabled={restore.isPending}
            onPress={() =>
              restore.mutate(
                { name: backup.name },
                { onError: notify.failed, onSuccess: ({ setAside }) => (notify.done(t('health.restored', { setAside })), onClose()) },
              )
            }
          >
            {t('health.restore.confirm')}
          </Button>
        </>
      }
    >
      <p>{t('health.restore.lead')}</p>
    </Dialog>
  );
}
