import { canonicalJson } from '../../../core/kernel/index.ts';
import { describeNetwork, type NetworkModule } from '../network-module.ts';
import { createGoogle } from './index.ts';
import { credentialFields, DEFAULT_VERSION, GOOGLE, GOOGLE_URLS, googleCapabilities, settingFields } from './manifest.ts';
import { createGoogleSimulator, GOOGLE_SIMULATED_ACCOUNTS } from './simulator/index.ts';
import { SEED_CONVERSION_ACTIONS } from './simulator/seeds.ts';

const { customers, managerId } = GOOGLE_SIMULATED_ACCOUNTS;
const secret = canonicalJson({
  clientId: 'simulated-standard',
  clientSecret: 'simulated',
  refreshToken: 'simulated-refresh-agency',
  loginCustomerId: managerId,
});

export const google: NetworkModule = {
  id: GOOGLE,
  description: describeNetwork(GOOGLE, googleCapabilities(DEFAULT_VERSION), { credentialFields, settingFields }),
  simulatedAccounts: customers
    .filter((customer) => !customer.manager && !customer.testAccount && customer.status === 'ENABLED' && customer.jobAdsAccepted)
    .map(({ id, name, currency, timeZone }) => ({
      remoteId: id,
      name,
      currency,
      timeZone,
      secret,
      settings: { loginCustomerId: managerId, accessLevel: 'standard', ...SEED_CONVERSION_ACTIONS },
    })),
  simulatedApp: { id: 'simulated-standard', secret: 'simulated-client-secret' },
  create: ({ simulatorUrl, images: _images, ...deps }) =>
    createGoogle({
      ...deps,
      baseUrl: simulatorUrl ?? GOOGLE_URLS.api,
      dataManagerUrl: simulatorUrl ?? GOOGLE_URLS.dataManager,
      tokenUrl: simulatorUrl === null ? GOOGLE_URLS.token : `${simulatorUrl}/token`,
      consentUrl: simulatorUrl === null ? GOOGLE_URLS.consent : `${simulatorUrl}${new URL(GOOGLE_URLS.consent).pathname}`,
    }),
  createSimulator: createGoogleSimulator,
};
