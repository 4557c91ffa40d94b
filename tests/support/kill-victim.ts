import { parseArgs } from 'node:util';
import { openKillEngine } from './kill-engine.ts';

/** A process that publishes and is there to be killed: `node kill-victim --workspace DIR --control URL --resources DIR --networks a,b`. */
const { values } = parseArgs({
  options: {
    workspace: { type: 'string', default: '' },
    control: { type: 'string', default: '' },
    resources: { type: 'string', default: '' },
    networks: { type: 'string', default: '' },
  },
});

/** In a function of its own: the one file that it is bundled into is CommonJS, which knows no waiting at the top. */
async function publishAll(): Promise<void> {
  const engine = await openKillEngine({ workspace: values.workspace, control: values.control, resources: values.resources });
  process.stdout.write('open\n');
  await engine.publish(values.networks.split(','));
  await engine.close();
  process.stdout.write('done\n');
}

void publishAll();
