import { FastForward } from 'lucide-react';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Await, Button, NetworkMark, StatusBadge, Table, useNotify } from '../../ui/index.ts';
import './health.css';

const HOUR_MS = 3_600_000;
const STEPS = [
  { key: 'health.simulators.hour', ms: HOUR_MS },
  { key: 'health.simulators.day', ms: 24 * HOUR_MS },
  { key: 'health.simulators.week', ms: 7 * 24 * HOUR_MS },
] as const;

/** The five networks inside this computer: what they hold, and a clock that a person moves. */
export function Simulators() {
  const { t, number, instant } = useText();
  const notify = useNotify();
  const state = useRead('simulators.state', {}, { everyMs: 5_000 });
  const advance = useWrite('simulators.advance');
  return (
    <div className="health">
      <Await reading={state}>
        {(data) => (
          <>
            <div className="simulator-clock">
              <div className="stack-tight grow">
                <span className="small quiet">{t('health.simulators.clock')}</span>
                <span className="simulator-now">{instant(data.now)}</span>
              </div>
              <div className="row-wrap">
                {STEPS.map(({ key, ms }) => (
                  <Button
                    key={key}
                    icon={<FastForward size={15} aria-hidden />}
                    isDisabled={advance.isPending || !data.running}
                    onPress={() =>
                      advance.mutate(
                        { ms },
                        {
                          onError: notify.failed,
                          onSuccess: ({ now }) => notify.done(t('health.simulators.advanced', { now: instant(now) })),
                        },
                      )
                    }
                  >
                    {t(key)}
                  </Button>
                ))}
              </div>
            </div>
            <p className="quiet measure">{t('health.simulators.lead')}</p>
            <StatusBadge tone={data.running ? 'good' : 'warn'} icon={data.running ? 'live' : 'pause'}>
              {data.running ? t('health.simulators.running') : t('health.simulators.stopped')}
            </StatusBadge>
            <Table
              label={t('connections.tab.simulators')}
              rows={data.networks}
              keyOf={({ network }) => network}
              columns={[
                { id: 'network', title: t('changesScreen.network'), cell: (row) => <NetworkMark id={row.network} /> },
                { id: 'campaigns', title: t('health.simulators.campaigns'), align: 'end', cell: (row) => number(row.campaigns) },
                { id: 'groups', title: t('health.simulators.groups'), align: 'end', cell: (row) => number(row.adGroups) },
                { id: 'ads', title: t('health.simulators.ads'), align: 'end', cell: (row) => number(row.ads) },
                { id: 'active', title: t('health.simulators.active'), align: 'end', cell: (row) => number(row.active) },
                { id: 'requests', title: t('health.simulators.requests'), align: 'end', cell: (row) => number(row.requests) },
                { id: 'url', title: t('health.simulators.address'), cell: (row) => <code>{row.url}</code> },
              ]}
            />
          </>
        )}
      </Await>
    </div>
  );
}
