import { describeNetwork, type NetworkModule } from '../network-module.ts';
import { createX } from './index.ts';
import { credentialFields, settingFields, urlsOf, X, X_URLS, xCapabilities } from './manifest.ts';
import { createXSimulator } from './simulator/index.ts';
import { X_SIMULATED_ACCOUNTS, X_SIMULATED_PRACTICE_APP, X_SIMULATED_SECRET } from './simulator/seeds.ts';

export const x: NetworkModule = {
  id: X,
  description: describeNetwork(X, xCapabilities, { credentialFields, settingFields }),
  simulatedAccounts: X_SIMULATED_ACCOUNTS.filter((account) => account.funding?.able === true && account.approval === 'ACCEPTED').map(
    ({ remoteId, name, currency, timeZone, settings }) => ({ remoteId, name, currency, timeZone, settings, secret: X_SIMULATED_SECRET }),
  ),
  simulatedApp: { id: X_SIMULATED_PRACTICE_APP.key, secret: X_SIMULATED_PRACTICE_APP.secret },
  create: ({ simulatorUrl, ...deps }) => createX({ ...deps, urls: simulatorUrl === null ? X_URLS : urlsOf(simulatorUrl) }),
  createSimulator: createXSimulator,
};
