import { describeNetwork, type NetworkModule } from '../network-module.ts';
import {
  createMeta,
  createMetaSimulator,
  credentialFields,
  META_SIMULATED_ACCOUNTS,
  META_SIMULATED_TOKEN,
  settingFields,
} from './index.ts';
import { META_SIMULATED_APPS } from './simulator/seeds.ts';
import { API_VERSION, META, metaCapabilities } from './manifest.ts';

export const meta: NetworkModule = {
  id: META,
  description: describeNetwork(META, metaCapabilities(API_VERSION), { credentialFields, settingFields }),
  simulatedAccounts: META_SIMULATED_ACCOUNTS.filter((account) => account.hasFunding).map(
    ({ remoteId, name, currency, timeZone, settings }) => ({ remoteId, name, currency, timeZone, settings, secret: META_SIMULATED_TOKEN }),
  ),
  simulatedApp: META_SIMULATED_APPS.find((app) => !app.inDevelopment) ?? null,
  create: ({ simulatorUrl, ...deps }) => createMeta({ ...deps, ...(simulatorUrl === null ? {} : { baseUrl: simulatorUrl }) }),
  createSimulator: createMetaSimulator,
};
