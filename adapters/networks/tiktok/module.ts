import { describeNetwork, type NetworkModule } from '../network-module.ts';
import { createTikTok } from './index.ts';
import { credentialFields, settingFields, TIKTOK, TIKTOK_BASE_URL, tiktokCapabilities } from './manifest.ts';
import { createTikTokSimulator } from './simulator/index.ts';
import { TIKTOK_SIMULATED_ACCOUNTS, TIKTOK_SIMULATED_APP, TIKTOK_SIMULATED_SECRET } from './simulator/seeds.ts';

export const tiktok: NetworkModule = {
  id: TIKTOK,
  description: describeNetwork(TIKTOK, tiktokCapabilities, { credentialFields, settingFields }),
  simulatedAccounts: TIKTOK_SIMULATED_ACCOUNTS.filter((account) => account.balance > 0 && account.status === 'STATUS_ENABLE').map(
    ({ remoteId, name, currency, timeZone, settings }) => ({
      remoteId,
      name,
      currency,
      timeZone,
      settings,
      secret: TIKTOK_SIMULATED_SECRET,
    }),
  ),
  simulatedApp: TIKTOK_SIMULATED_APP,
  create: ({ simulatorUrl, ...deps }) => createTikTok({ ...deps, baseUrl: simulatorUrl ?? TIKTOK_BASE_URL }),
  createSimulator: createTikTokSimulator,
};
