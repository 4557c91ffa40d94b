import { useNow, useText } from '../../i18n/index.ts';
import { useRead, type OutputOf } from '../../rpc/index.ts';
import { NetworkMark, Section, StatusBadge, Table } from '../../ui/index.ts';
import { daysLeft, versionState } from './version-state.ts';

type Network = OutputOf<'networks.list'>['networks'][number];

/** Until when each network answers the version that this program speaks. */
export function VersionCalendar() {
  const { t, day } = useText();
  const networks = useRead('networks.list', {}).data?.networks ?? [];
  return (
    <Section title={t('connections.versions')}>
      <p className="small quiet measure">{t('connections.versions.lead')}</p>
      <Table
        label={t('connections.versions')}
        rows={networks}
        keyOf={({ id }) => id}
        columns={[
          { id: 'network', title: t('changesScreen.network'), cell: ({ id }) => <NetworkMark id={id} /> },
          { id: 'version', title: t('connections.versions.version'), cell: ({ apiVersion }) => <code>{apiVersion}</code> },
          {
            id: 'ends',
            title: t('connections.versions.ends'),
            cell: ({ apiVersionEndsOn: ends }) =>
              ends === null ? <span className="faint">{t('connections.versions.noEnd')}</span> : day(ends, 'long'),
          },
          { id: 'left', title: t('connections.versions.left'), cell: (network) => <Left network={network} /> },
          {
            id: 'read',
            title: t('connections.versions.read'),
            cell: ({ factsReadOn }) => <span className="quiet">{day(factsReadOn, 'long')}</span>,
          },
        ]}
      />
    </Section>
  );
}

function Left({ network }: { readonly network: Network }) {
  const { t } = useText();
  const days = daysLeft(network.apiVersionEndsOn, useNow());
  if (days === null) return null;
  const state = versionState(days);
  const words = t(`connections.versions.state.${state}`, { days });
  if (state === 'ok') return <span className="num">{words}</span>;
  return (
    <StatusBadge tone={state === 'soon' ? 'warn' : 'bad'} icon={state === 'soon' ? 'warning' : 'ban'}>
      {words}
    </StatusBadge>
  );
}
