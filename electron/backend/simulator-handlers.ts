import { ok, refuse } from '../../core/kernel/result.ts';
import type { AccountDirectory } from '../../core/publishing/index.ts';
import { JOB_BOARD } from '../../adapters/simulators/job-board.ts';
import type { HandlerTable } from './dispatch.ts';
import type { FeatureBasis } from './feature-basis.ts';

/** What a practice workspace may do with its simulators; a live one has none, and is told so. */
export function simulatorHandlers(basis: FeatureBasis, directory: AccountDirectory, wake: () => void): HandlerTable[string] {
  const { simulators, open, hub } = basis;
  if (simulators === null) {
    const no = () => refuse('simulators.live_workspace');
    return { state: no, advance: no, fault: no };
  }
  return {
    async state() {
      const networks = [];
      // The job board is no network of ads: it has nothing to show here.
      for (const [network, url] of [...simulators.urls].filter(([id]) => id !== JOB_BOARD)) {
        const state = await simulators.state(network);
        const living = (list: readonly { readonly status: string }[]): number =>
          list.filter((object) => object.status !== 'archived').length;
        networks.push({
          network,
          url,
          campaigns: living(state.campaigns),
          adGroups: living(state.adGroups),
          ads: living(state.ads),
          active: state.ads.filter((ad) => ad.status === 'active').length,
          requests: await simulators.requestCount(network),
        });
      }
      return ok({ running: true, controlUrl: simulators.controlUrl, now: open.clock.nowIso(), networks });
    },
    async advance(input: { ms: number }) {
      await simulators.advance(input.ms);
      wake();
      hub.moved('simulators', 'workspace', 'home', 'results', 'sync');
      return ok({ now: open.clock.nowIso() });
    },
    async fault(input: { network: string; operation: string; kind: string; times: number }) {
      if (directory.accounts({ clientId: null, network: null }).length === 0) return refuse('sync.nothing_connected');
      await simulators.addFault(input);
      return ok({ done: true });
    },
  };
}
