import { Combine } from 'lucide-react';
import type { Audience } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite, type OutputOf } from '../../rpc/index.ts';
import { Await, Button, Panel, Section, StatusBadge, Table, useNotify } from '../../ui/index.ts';

interface Props {
  /** Two or more. */
  readonly audiences: readonly Audience[];
  readonly onCreated: (audienceId: string) => void;
  readonly onClose: () => void;
}

/** How many people own lists share, person by person; what a network's audiences share is not known here and said so. */
export function OverlapPanel({ audiences, onCreated, onClose }: Props) {
  const { t } = useText();
  const reading = useRead('audiences.overlap', { audienceIds: audiences.map(({ id }) => id) });
  return (
    <Panel
      id="audience-overlap"
      title={t('audiencesScreen.overlap.title')}
      subtitle={t('audiencesScreen.overlap.about')}
      onClose={onClose}
      width={480}
    >
      <Await reading={reading}>{(found) => <Found found={found} audiences={audiences} onCreated={onCreated} />}</Await>
    </Panel>
  );
}

function Found({
  found,
  audiences,
  onCreated,
}: {
  readonly found: OutputOf<'audiences.overlap'>;
  readonly audiences: Props['audiences'];
  readonly onCreated: Props['onCreated'];
}) {
  const { t, number, percent, tag } = useText();
  const notify = useNotify();
  const create = useWrite('audiences.create');
  const nameOf = (id: string): string => found.lists.find(({ audienceId }) => audienceId === id)?.name ?? '';
  const sizeOf = (id: string): number => found.lists.find(({ audienceId }) => audienceId === id)?.members ?? 0;
  const clients = new Set(audiences.map(({ clientId }) => clientId));
  const [clientId] = clients;

  function unite(): void {
    if (clientId === undefined) return;
    const names = new Intl.ListFormat(tag).format(found.lists.map(({ name }) => name));
    create.mutate(
      {
        clientId,
        name: t('audiencesScreen.overlap.unionName', { names }).slice(0, 80),
        definition: { kind: 'union', audienceIds: audiences.map(({ id }) => id) },
      },
      {
        onSuccess: ({ id }) => {
          notify.done(t('audiencesScreen.new.created'));
          onCreated(id);
        },
        onError: notify.failed,
      },
    );
  }

  return (
    <div className="audience-panel">
      <dl className="audience-figures">
        <div>
          <dt>{t('audiencesScreen.overlap.unique')}</dt>
          <dd>{number(found.unique)}</dd>
        </div>
        <div>
          <dt>{t('audiencesScreen.overlap.shared')}</dt>
          <dd>{number(found.shared)}</dd>
        </div>
        <div>
          <dt>{t('audiencesScreen.overlap.ratio')}</dt>
          <dd>{percent(found.overlapRatio, 1)}</dd>
        </div>
        <div>
          <dt>{t('audiencesScreen.overlap.efficiency')}</dt>
          <dd>{percent(found.efficiencyRatio, 1)}</dd>
        </div>
      </dl>
      <p className="small quiet">
        {t('audiencesScreen.overlap.efficiencyHelp')} {t('audiencesScreen.overlap.entries')}: {number(found.entries)}.
      </p>
      <div className="stack">
        <p>
          <StatusBadge tone={found.suggestUnified ? 'warn' : 'good'} icon={found.suggestUnified ? 'warning' : 'check'}>
            {t(found.suggestUnified ? 'audiencesScreen.overlap.better' : 'audiencesScreen.overlap.apart')}
          </StatusBadge>
        </p>
        <p className="measure">{t(found.suggestUnified ? 'audiencesScreen.overlap.unify' : 'audiencesScreen.overlap.fine')}</p>
        {clients.size > 1 ? (
          <p className="quiet measure">{t('audiencesScreen.overlap.otherClients')}</p>
        ) : (
          <div className="row">
            <Button
              needs="writing"
              variant={found.suggestUnified ? 'primary' : 'normal'}
              icon={<Combine size={15} aria-hidden />}
              isDisabled={create.isPending || found.unique === 0}
              onPress={unite}
            >
              {t('audiencesScreen.overlap.union', { count: found.unique })}
            </Button>
          </div>
        )}
      </div>
      <Section title={t('audiencesScreen.overlap.lists')}>
        <Table
          label={t('audiencesScreen.overlap.lists')}
          rows={found.lists}
          keyOf={({ audienceId }) => audienceId}
          columns={[
            { id: 'name', title: t('audiencesScreen.column.name'), cell: ({ name }) => <span className="audience-wrap">{name}</span> },
            { id: 'members', title: t('audiencesScreen.column.members'), align: 'end', cell: ({ members }) => number(members) },
            { id: 'only', title: t('audiencesScreen.overlap.only'), align: 'end', cell: ({ onlyHere }) => number(onlyHere) },
          ]}
        />
      </Section>
      {found.pairs.length > 0 && (
        <Section title={t('audiencesScreen.overlap.pairs')}>
          <Table
            label={t('audiencesScreen.overlap.pairs')}
            rows={found.pairs}
            keyOf={({ left, right }) => `${left} ${right}`}
            columns={[
              {
                id: 'pair',
                title: t('audiencesScreen.column.name'),
                cell: ({ left, right }) => (
                  <span className="audience-wrap">{t('audiencesScreen.overlap.pair', { left: nameOf(left), right: nameOf(right) })}</span>
                ),
              },
              { id: 'shared', title: t('audiencesScreen.overlap.pairShared'), align: 'end', cell: ({ shared }) => number(shared) },
              {
                id: 'ratio',
                title: t('audiencesScreen.overlap.pairRatio'),
                align: 'end',
                cell: ({ left, right, shared }) => {
                  const smaller = Math.min(sizeOf(left), sizeOf(right));
                  return percent(smaller === 0 ? null : shared / smaller, 0);
                },
              },
            ]}
          />
        </Section>
      )}
      <Section title={t('audiencesScreen.overlap.networks')}>
        <p className="row">
          <StatusBadge tone="quiet" icon="unknown">
            {t('audiencesScreen.list.unknown')}
          </StatusBadge>
        </p>
        <p className="quiet measure">{t('audiencesScreen.overlap.networksUnknown')}</p>
      </Section>
    </div>
  );
}
