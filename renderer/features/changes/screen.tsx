import { z } from 'zod';
import { useText } from '../../i18n/index.ts';
import { useClient, useUrlState } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Screen, Tabs } from '../../ui/index.ts';
import { Journal } from '../publishing/journal.tsx';
import { Approvals } from './approvals.tsx';
import { ChangeList } from './change-list.tsx';
import { DifferencePanel } from './difference-panel.tsx';
import './changes.css';

const State = z.object({ tab: z.enum(['pending', 'approvals', 'journal']).default('pending'), open: z.string().nullable().default(null) });

/** The centre of the program: what would change, who approved it, and what became of it. */
function ChangesScreen() {
  const { t, number } = useText();
  const { clientId } = useClient();
  const [{ tab, open }, set] = useUrlState(State);
  const summary = useRead('changes.summary', { clientId });
  const approvals = useRead('changes.approvals', {});
  const asked = approvals.data?.approvals.filter(({ state }) => state === 'requested').length ?? 0;
  const running = summary.data?.publishing.running === true;
  return (
    <Screen
      title={t('frame.screen.changes')}
      flush
      panel={
        tab === 'pending' && open !== null ? <DifferencePanel key={open} objectId={open} onClose={() => set({ open: null })} /> : undefined
      }
    >
      <Tabs
        label={t('frame.screen.changes')}
        value={tab}
        onChange={(value) => set({ tab: value, open: null })}
        items={[
          {
            value: 'pending',
            label: t('changesScreen.tab.pending'),
            count: summary.data === undefined ? undefined : number(summary.data.changes),
            content: <ChangeList openId={open} onOpen={(id) => set({ open: id })} />,
          },
          {
            value: 'approvals',
            label: t('changesScreen.tab.approvals'),
            count: asked === 0 ? undefined : number(asked),
            content: <Approvals />,
          },
          { value: 'journal', label: t(running ? 'changesScreen.tab.publishing' : 'changesScreen.tab.journal'), content: <Journal /> },
        ]}
      />
    </Screen>
  );
}
export { ChangesScreen as Screen };
