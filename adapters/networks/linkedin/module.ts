import { adsOnly, describeNetwork, type NetworkModule } from '../network-module.ts';
import { createLinkedIn } from './index.ts';
import { credentialFields, LINKEDIN, LINKEDIN_BASE_URL, linkedinCapabilities, settingFields } from './manifest.ts';
import { createLinkedInSimulator } from './simulator/index.ts';
import { LINKEDIN_SIMULATED_ACCOUNTS, LINKEDIN_SIMULATED_TOKEN } from './simulator/seeds.ts';

export const linkedin: NetworkModule = {
  id: LINKEDIN,
  description: describeNetwork(LINKEDIN, linkedinCapabilities, { credentialFields, settingFields }),
  simulatedAccounts: LINKEDIN_SIMULATED_ACCOUNTS.filter((account) => account.usable).map(({ id, name, currency, organizationId }) => ({
    remoteId: String(id),
    name,
    currency,
    timeZone: 'UTC',
    secret: JSON.stringify({ accessToken: LINKEDIN_SIMULATED_TOKEN }),
    settings: { organizationId },
  })),
  simulatedApp: null,
  create: ({ secrets, clock, rates, simulatorUrl }) =>
    adsOnly(createLinkedIn({ secrets, clock, rates, baseUrl: simulatorUrl ?? LINKEDIN_BASE_URL })),
  createSimulator: createLinkedInSimulator,
};
