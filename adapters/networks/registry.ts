import { google } from './google/module.ts';
import { meta } from './meta/module.ts';
import type { NetworkModule } from './network-module.ts';
import { snapchat } from './snapchat/module.ts';

export type { NetworkModule, NetworkPorts, SimulatedSeed } from './network-module.ts';

/** Every network that the program speaks. A new one is a folder beside these and a line here. */
export const networkModules: readonly NetworkModule[] = [meta, google, snapchat];
