/** Accounts, pages and tokens that exist from the first moment. None of it is real; the shapes are Graph's. */

export interface SimulatedAccount {
  /** As paths write it. */
  readonly remoteId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly country: string;
  readonly settings: { readonly pageId: string; readonly pixelId: string };
  /** Without a way to pay, ads are made without complaint and never run. */
  readonly hasFunding: boolean;
}

export const META_SIMULATED_ACCOUNTS: readonly SimulatedAccount[] = [
  {
    remoteId: 'act_1001',
    name: 'Empleos Colombia',
    currency: 'COP',
    timeZone: 'America/Bogota',
    country: 'CO',
    settings: { pageId: '2001', pixelId: '3001' },
    hasFunding: true,
  },
  {
    remoteId: 'act_1002',
    name: 'Empleos en dólares',
    currency: 'USD',
    timeZone: 'America/New_York',
    country: 'US',
    settings: { pageId: '2002', pixelId: '3002' },
    hasFunding: true,
  },
  {
    remoteId: 'act_1003',
    name: 'Empleos Argentina',
    currency: 'ARS',
    timeZone: 'America/Argentina/Buenos_Aires',
    country: 'AR',
    settings: { pageId: '2003', pixelId: '3003' },
    hasFunding: true,
  },
  {
    remoteId: 'act_1004',
    name: 'Empleos Chile',
    currency: 'CLP',
    timeZone: 'America/Santiago',
    country: 'CL',
    settings: { pageId: '2004', pixelId: '3004' },
    hasFunding: true,
  },
  {
    remoteId: 'act_1011',
    name: 'Cliente Caribe',
    currency: 'COP',
    timeZone: 'America/Bogota',
    country: 'CO',
    settings: { pageId: '2011', pixelId: '3011' },
    hasFunding: true,
  },
  {
    remoteId: 'act_1012',
    name: 'Cliente Andes',
    currency: 'COP',
    timeZone: 'America/Bogota',
    country: 'CO',
    settings: { pageId: '2012', pixelId: '3012' },
    hasFunding: true,
  },
  {
    remoteId: 'act_1013',
    name: 'Cliente Pacífico',
    currency: 'COP',
    timeZone: 'America/Bogota',
    country: 'CO',
    settings: { pageId: '2013', pixelId: '3013' },
    hasFunding: true,
  },
  {
    remoteId: 'act_1014',
    name: 'Cliente Llanos',
    currency: 'COP',
    timeZone: 'America/Bogota',
    country: 'CO',
    settings: { pageId: '2014', pixelId: '3014' },
    hasFunding: true,
  },
  {
    remoteId: 'act_1015',
    name: 'Cliente Sabana',
    currency: 'COP',
    timeZone: 'America/Bogota',
    country: 'CO',
    settings: { pageId: '2015', pixelId: '3015' },
    hasFunding: true,
  },
  {
    remoteId: 'act_1005',
    name: 'Cuenta sin medio de pago',
    currency: 'COP',
    timeZone: 'America/Bogota',
    country: 'CO',
    settings: { pageId: '2001', pixelId: '3001' },
    hasFunding: false,
  },
];

export const META_SIMULATED_TOKEN = 'EAAsim-full';
export const META_SIMULATED_APP_SECRET = 'sim-app-secret';

/** Apps that sign-ins go through. The second is in development: it may be used from loopback, and may not make ads. */
export const META_SIMULATED_APPS: readonly { readonly id: string; readonly secret: string; readonly inDevelopment: boolean }[] = [
  { id: '5001', secret: META_SIMULATED_APP_SECRET, inDevelopment: false },
  { id: '5002', secret: 'sim-app-secret-dev', inDevelopment: true },
];

export interface SimulatedToken {
  readonly scopes: readonly string[];
  /** Subcode of error 190 that it dies with, null while it lives. */
  readonly deadSubcode: number | null;
  /** The app asks for `appsecret_proof` on every call. */
  readonly needsProof: boolean;
  readonly tier: 'standard_access' | 'development_access';
  readonly accounts: readonly string[];
  readonly expiresInDays: number | null;
  readonly kind: 'SYSTEM_USER' | 'USER' | 'PAGE';
  readonly appInDevelopment: boolean;
}

const EVERY_ACCOUNT = META_SIMULATED_ACCOUNTS.map((account) => account.remoteId);
export const EVERY_SCOPE = [
  'ads_management',
  'ads_read',
  'business_management',
  'pages_show_list',
  'pages_read_engagement',
  'pages_manage_ads',
  'leads_retrieval',
];
const healthy: SimulatedToken = {
  scopes: EVERY_SCOPE,
  deadSubcode: null,
  needsProof: false,
  tier: 'standard_access',
  accounts: EVERY_ACCOUNT,
  expiresInDays: null,
  kind: 'SYSTEM_USER',
  appInDevelopment: false,
};

export const META_SIMULATED_TOKENS: ReadonlyMap<string, SimulatedToken> = new Map([
  [META_SIMULATED_TOKEN, healthy],
  ['EAAsim-read', { ...healthy, scopes: ['ads_read', 'pages_show_list'] }],
  ['EAAsim-expired', { ...healthy, deadSubcode: 463 }],
  ['EAAsim-password', { ...healthy, deadSubcode: 460 }],
  ['EAAsim-proof', { ...healthy, needsProof: true }],
  ['EAAsim-limited', { ...healthy, tier: 'development_access' as const }],
  ['EAAsim-sixty-days', { ...healthy, expiresInDays: 60, kind: 'USER' as const }],
  ['EAAsim-development', { ...healthy, appInDevelopment: true }],
  ['EAAsim-without-leads', { ...healthy, scopes: EVERY_SCOPE.filter((scope) => scope !== 'leads_retrieval') }],
  ['EAAsim-argentina', { ...healthy, accounts: ['act_1003'] }],
]);

export function accountOf(remoteId: string): SimulatedAccount | null {
  return META_SIMULATED_ACCOUNTS.find((account) => account.remoteId === remoteId) ?? null;
}
