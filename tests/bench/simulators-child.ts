// The simulated networks in a process of their own: sends their control address, and ends with its parent's channel.
import { networkModules } from '../../adapters/networks/registry.ts';
import { startSimulators } from '../../adapters/simulators/host.ts';
import { recordTo } from '../../adapters/simulators/recording.ts';
import { SWITCHES } from './switches.ts';

const SEED = 1;

const [record] = process.argv.slice(2);
const host = await startSimulators({
  networks: networkModules.map((network) => network.createSimulator),
  directory: null,
  seed: SEED,
  port: 0,
  switches: SWITCHES,
  realNowMs: () => Date.now(),
  logLimit: 10,
  ...(record === undefined ? {} : { record: recordTo(record, { seed: SEED, switches: SWITCHES }) }),
});
process.send?.(host.controlUrl);
process.once('disconnect', () => void host.close());
