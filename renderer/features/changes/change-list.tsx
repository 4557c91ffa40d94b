import { GitCompareArrows } from 'lucide-react';
import { useMemo, useState } from 'react';
import { z } from 'zod';
import { CommandButton } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useGo, useUrlState } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Await, Button, EmptyState, Segmented, Select, useNetworkNames } from '../../ui/index.ts';
import { ChangeRows } from './change-rows.tsx';
import { IncomingBar } from './incoming.tsx';
import { SelectionActions } from './selection-actions.tsx';

const PAGE = 1000;
const QUICK = ['all', 'money', 'with_errors', 'with_warnings', 'conflicts', 'awaiting_approval', 'incoming'] as const;
const State = z.object({
  quick: z.enum(QUICK).default('all'),
  network: z.string().nullable().default(null),
  page: z.number().int().min(0).default(0),
});

export function ChangeList({ openId, onOpen }: { readonly openId: string | null; readonly onOpen: (objectId: string) => void }) {
  const { t, number } = useText();
  const { nameOf } = useNetworkNames();
  const { clientId } = useClient();
  const [{ quick, network, page }, set] = useUrlState(State);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const list = useRead('changes.list', {
    clientId,
    networks: network === null ? [] : [network],
    quick: quick === 'all' ? null : quick,
    offset: page * PAGE,
    limit: PAGE,
  });
  const networks = useRead('networks.list', {});
  // A row that was published or reverted meanwhile is no longer chosen.
  const present = useMemo(() => (list.data?.rows ?? []).filter((row) => selected.has(row.objectId)), [list.data, selected]);
  return (
    <div className="changes">
      <div className="screen-toolbar changes-toolbar">
        <Segmented
          label={t('changesScreen.quick')}
          value={quick}
          onChange={(value) => set({ quick: value, page: 0 })}
          options={QUICK.map((value) => ({ value, label: t(`changesScreen.quick.${value}`) }))}
        />
        <div className="changes-network">
          <Select
            label={t('changesScreen.network')}
            hideLabel
            value={network ?? 'all'}
            onChange={(value) => set({ network: value === 'all' ? null : value, page: 0 })}
            options={[
              { value: 'all', label: t('changesScreen.network.all') },
              ...(networks.data?.networks ?? []).map(({ id }) => ({ value: id, label: nameOf(id) })),
            ]}
          />
        </div>
        <div className="push row">
          <CommandButton id="general.check" />
        </div>
      </div>
      {quick === 'incoming' && <IncomingBar rows={present.length > 0 ? present : (list.data?.rows ?? [])} />}
      <div className="changes-body">
        <Await reading={list}>
          {(data) =>
            data.rows.length === 0 ? (
              <NoChanges filtered={quick !== 'all' || network !== null} onClear={() => set({ quick: 'all', network: null, page: 0 })} />
            ) : (
              <>
                <ChangeRows rows={data.rows} selected={selected} onSelect={setSelected} openId={openId} onOpen={onOpen} />
                {data.total > PAGE && (
                  <div className="row changes-pages">
                    <Button isDisabled={page === 0} onPress={() => set({ page: page - 1 })}>
                      {t('changesScreen.previous')}
                    </Button>
                    <span className="small quiet">
                      {t('changesScreen.window', {
                        from: number(page * PAGE + 1),
                        to: number(Math.min(data.total, (page + 1) * PAGE)),
                        total: number(data.total),
                      })}
                    </span>
                    <Button isDisabled={(page + 1) * PAGE >= data.total} onPress={() => set({ page: page + 1 })}>
                      {t('changesScreen.next')}
                    </Button>
                  </div>
                )}
              </>
            )
          }
        </Await>
      </div>
      <SelectionActions rows={present} onDone={() => setSelected(new Set())} />
    </div>
  );
}

function NoChanges({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  const { t } = useText();
  const go = useGo();
  if (filtered) {
    return (
      <EmptyState title={t('changesScreen.none.filtered')} action={<Button onPress={onClear}>{t('changesScreen.none.clear')}</Button>}>
        {t('changesScreen.none.filteredLead')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<GitCompareArrows size={20} aria-hidden />}
      title={t('changesScreen.none')}
      action={
        <Button variant="primary" onPress={() => go('plans')}>
          {t('changesScreen.none.action')}
        </Button>
      }
    >
      {t('changesScreen.none.lead')}
    </EmptyState>
  );
}
