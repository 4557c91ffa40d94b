import { google } from './google/module.ts';
import { linkedin } from './linkedin/module.ts';
import { meta } from './meta/module.ts';
import type { NetworkModule } from './network-module.ts';
import { snapchat } from './snapchat/module.ts';
import { tiktok } from './tiktok/module.ts';
import { x } from './x/module.ts';

export type { NetworkModule, NetworkPorts, SimulatedSeed } from './network-module.ts';

/** Every network that the program speaks. A new one is a folder beside these and a line here. */
export const networkModules: readonly NetworkModule[] = [meta, google, x, tiktok, snapchat, linkedin];

/** Those that ads can be sent to: what a first job flow, a demonstration and a trial of publishing begin with. */
export const publishingNetworks: readonly NetworkModule[] = networkModules.filter((module) => module.description.publishes);
