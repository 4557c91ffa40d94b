import { Plus, Workflow } from 'lucide-react';
import { useText } from '../../../i18n/index.ts';
import { useClient, useUrlState } from '../../../navigation/index.ts';
import { useRead } from '../../../rpc/index.ts';
import { Age, Await, Button, EmptyState, Money, NetworkMark, Screen } from '../../../ui/index.ts';
import { PlansView } from '../view.ts';
import { FlowEditor } from './flow-editor.tsx';

/** Job flows: the rules that turn vacancies into drafts of campaigns, ad groups and ads. */
export function FlowDesk() {
  const { t } = useText();
  const { clientId } = useClient();
  const [view, change] = useUrlState(PlansView);
  const reading = useRead('flows.list', { clientId });
  const leave = (
    <Button variant="plain" onPress={() => change({ flow: view.flow === 'list' ? null : 'list' })}>
      {t(view.flow === 'list' ? 'plansScreen.flow.leave' : 'plansScreen.flow.back')}
    </Button>
  );
  const create = (
    <Button variant="primary" icon={<Plus size={16} aria-hidden />} onPress={() => change({ flow: 'new' })}>
      {t('plansScreen.newFlow')}
    </Button>
  );
  if (view.flow !== 'list') {
    const flow = reading.data?.flows.find(({ id }) => id === view.flow);
    return (
      <Screen flush title={flow?.name ?? t('plansScreen.newFlow')} actions={leave}>
        {view.flow === 'new' || flow !== undefined ? (
          <FlowEditor
            key={view.flow}
            flow={flow ?? null}
            onSaved={(id) => change({ flow: id })}
            onRan={() => change({ flow: null, quick: 'unposted', level: 'ad' })}
          />
        ) : (
          <Await reading={reading}>{() => null}</Await>
        )}
      </Screen>
    );
  }
  return (
    <Screen
      title={t('plansScreen.flows')}
      actions={
        <>
          {leave}
          {(reading.data?.flows.length ?? 0) > 0 && create}
        </>
      }
    >
      <Await reading={reading}>
        {({ flows }) =>
          flows.length === 0 ? (
            <EmptyState icon={<Workflow size={20} aria-hidden />} title={t('plansScreen.flow.empty')} action={create}>
              {t('plansScreen.flow.emptyHelp')}
            </EmptyState>
          ) : (
            <ul className="flow-cards">
              {flows.map((flow) => (
                <li key={flow.id} className="flow-card">
                  <button type="button" className="table-open truncate" onClick={() => change({ flow: flow.id })}>
                    {flow.name}
                  </button>
                  <span className="row">
                    {flow.networks.map((network) => (
                      <NetworkMark key={network} id={network} showName={false} />
                    ))}
                  </span>
                  <span className="num">
                    <Money value={flow.dailyBudget} /> {t('plansScreen.aDay')}
                  </span>
                  <span className="small quiet">{t(`plansScreen.grouping.${flow.grouping}`)}</span>
                  <span />
                  <span className="small quiet num">
                    {flow.lastRunAt === null ? t('plansScreen.flow.neverRun') : <Age at={flow.lastRunAt} />}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </Screen>
  );
}
