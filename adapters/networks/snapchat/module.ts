import { describeNetwork, type NetworkModule } from '../network-module.ts';
import { createSnapchat, createSnapchatSimulator, credentialFields, settingFields } from './index.ts';
import { SNAPCHAT_SIMULATED_ACCOUNTS, SNAPCHAT_SIMULATED_SECRET } from './index.ts';
import { SIMULATED_APP } from './simulator/seeds.ts';
import { SNAPCHAT, snapchatCapabilities } from './manifest.ts';

export const snapchat: NetworkModule = {
  id: SNAPCHAT,
  description: describeNetwork(SNAPCHAT, snapchatCapabilities(), { credentialFields, settingFields }),
  simulatedAccounts: SNAPCHAT_SIMULATED_ACCOUNTS.filter((account) => account.usable).map(
    ({ id, name, currency, timezone, pixelId, profileId }) => ({
      remoteId: id,
      name,
      currency,
      timeZone: timezone,
      secret: SNAPCHAT_SIMULATED_SECRET,
      settings: { pixelId, profileId },
    }),
  ),
  simulatedApp: SIMULATED_APP,
  create: ({ simulatorUrl, ...deps }) =>
    createSnapchat({
      ...deps,
      ...(simulatorUrl === null
        ? {}
        : { heldBack: 'refuse' as const, urls: { api: simulatorUrl, accounts: simulatorUrl, conversions: simulatorUrl } }),
    }),
  createSimulator: createSnapchatSimulator,
};
