import type { Audience } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { Age, Checkbox, NetworkMark, StatusBadge, Table, type Column, type StatusIcon, type Tone } from '../../ui/index.ts';
import { kindOf } from './view.ts';

type List = Audience['lists'][number];

interface Props {
  readonly audiences: readonly Audience[];
  /** Whose list it is stands in the row while the program looks at all clients. */
  readonly withClient: boolean;
  /** Beside an open panel there is room for the name, the number and where it is. */
  readonly isNarrow: boolean;
  readonly picked: readonly string[];
  readonly onPick: (picked: readonly string[]) => void;
  readonly onOpen: (audienceId: string) => void;
}

/** Lists with where they stand; ticked ones can be compared. */
export function AudienceTable({ audiences, withClient, isNarrow, picked, onPick, onOpen }: Props) {
  const { t, number } = useText();
  const client: readonly Column<Audience>[] =
    withClient && !isNarrow ? [{ id: 'client', title: t('audiencesScreen.column.client'), cell: ({ clientName }) => clientName }] : [];
  const kind: readonly Column<Audience>[] = isNarrow
    ? []
    : [
        {
          id: 'kind',
          title: t('audiencesScreen.column.kind'),
          cell: ({ definition }) => {
            const { key, values } = kindOf(definition);
            return <span className="audience-kind-word">{t(key, values)}</span>;
          },
        },
      ];
  const synced: readonly Column<Audience>[] = isNarrow
    ? []
    : [
        {
          id: 'synced',
          title: t('audiencesScreen.column.synced'),
          width: '140px',
          cell: ({ lists }) => {
            const last = lists
              .flatMap(({ syncedAt }) => (syncedAt === null ? [] : [syncedAt]))
              .toSorted()
              .at(-1);
            return last === undefined ? <span className="quiet">{t('audiencesScreen.never')}</span> : <Age at={last} />;
          },
        },
      ];
  return (
    <Table
      label={t('audiencesScreen.table')}
      rows={audiences}
      keyOf={({ id }) => id}
      columns={[
        {
          id: 'name',
          title: t('audiencesScreen.column.name'),
          cell: ({ id, name }) => (
            <span className="row">
              <Checkbox
                label={t('audiencesScreen.pickOne', { name })}
                value={picked.includes(id)}
                onChange={(on) => onPick(on ? [...picked, id] : picked.filter((one) => one !== id))}
              />
              <button type="button" className="table-open truncate" onClick={() => onOpen(id)}>
                {name}
              </button>
            </span>
          ),
        },
        ...client,
        ...kind,
        { id: 'members', title: t('audiencesScreen.column.members'), align: 'end', width: '100px', cell: ({ members }) => number(members) },
        {
          id: 'networks',
          title: t('audiencesScreen.column.networks'),
          cell: ({ lists }) => <Networks lists={lists} isNarrow={isNarrow} />,
        },
        ...synced,
      ]}
    />
  );
}

/** With the state in words where there is room; the open panel says it anyway. */
function Networks({ lists, isNarrow }: { readonly lists: readonly List[]; readonly isNarrow: boolean }) {
  const { t } = useText();
  const there = lists.filter(({ state }) => state !== 'removed');
  if (there.length === 0) return <span className="quiet">{t('audiencesScreen.nowhere')}</span>;
  return (
    <span className="row-wrap">
      {there.map((list) => {
        const [tone, icon] = markOf(list);
        return (
          <span key={list.listId} className="row">
            <NetworkMark id={list.network} />
            {!isNarrow && (
              <StatusBadge tone={tone} icon={icon}>
                {t(
                  list.state === 'ready' ? `audiencesScreen.list.status.${list.remoteStatus}` : `audiencesScreen.list.state.${list.state}`,
                )}
              </StatusBadge>
            )}
          </span>
        );
      })}
    </span>
  );
}

function markOf({ failure, state, remoteStatus, owedRemovals }: List): readonly [Tone, StatusIcon] {
  if (failure !== null) return ['bad', 'alert'];
  if (state !== 'ready' || remoteStatus === 'unknown') return ['quiet', 'unknown'];
  if (remoteStatus === 'too_small' || owedRemovals > 0) return ['warn', 'warning'];
  return remoteStatus === 'ready' ? ['good', 'check'] : ['info', 'working'];
}
