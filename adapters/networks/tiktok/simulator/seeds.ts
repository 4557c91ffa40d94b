/** Accounts, identities, apps and tokens that exist from the first moment. None of it is real; the shapes are TikTok's. */

export interface SimulatedAccount {
  readonly remoteId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly country: string;
  readonly settings: { readonly identityId: string; readonly pixelId: string; readonly musicId: string; readonly accessLevel: string };
  readonly status: 'STATUS_ENABLE' | 'STATUS_LIMIT';
  /** Without money ads are made without complaint and never run. */
  readonly balance: number;
}

function account(
  number: number,
  name: string,
  place: Pick<SimulatedAccount, 'currency' | 'timeZone' | 'country'>,
  change: Partial<Pick<SimulatedAccount, 'status' | 'balance'>> = {},
): SimulatedAccount {
  const tail = String(number).padStart(4, '0');
  return {
    remoteId: `701842336154878${tail}`,
    name,
    ...place,
    // The level belongs to the app; an account that several apps reach is told the smallest.
    settings: {
      identityId: `702000000000000${tail}`,
      pixelId: `703000000000000${tail}`,
      musicId: `704000000000000${tail}`,
      accessLevel: 'premium',
    },
    status: 'STATUS_ENABLE',
    balance: 5_000_000,
    ...change,
  };
}

const COLOMBIA = { currency: 'COP', timeZone: 'America/Bogota', country: 'CO' } as const;

export const TIKTOK_SIMULATED_ACCOUNTS: readonly SimulatedAccount[] = [
  account(1, 'Empleos Colombia', COLOMBIA),
  account(2, 'Empleos en dólares', { currency: 'USD', timeZone: 'America/New_York', country: 'US' }),
  account(3, 'Empleos Argentina', { currency: 'ARS', timeZone: 'America/Argentina/Buenos_Aires', country: 'AR' }),
  account(4, 'Empleos Chile', { currency: 'CLP', timeZone: 'America/Santiago', country: 'CL' }),
  account(11, 'Cliente Caribe', COLOMBIA),
  account(12, 'Cliente Andes', COLOMBIA),
  account(13, 'Cliente Pacífico', COLOMBIA),
  account(14, 'Cliente Llanos', COLOMBIA),
  account(15, 'Cliente Sabana', COLOMBIA),
  account(5, 'Cuenta sin saldo', COLOMBIA, { balance: 0 }),
  account(6, 'Cuenta suspendida', COLOMBIA, { status: 'STATUS_LIMIT' }),
  account(7, 'Empleos en euros', { currency: 'EUR', timeZone: 'Europe/Madrid', country: 'ES' }),
];

export const TIKTOK_SIMULATED_APP = { id: '7330000000000000001', secret: 'sim-tiktok-secret' } as const;

export interface SimulatedToken {
  readonly appId: string;
  /** Rights, by the first part of the paths that they open. */
  readonly rights: readonly Right[];
  readonly deadCode: number | null;
  readonly level: 'basic' | 'advanced' | 'premium' | 'ultimate' | 'sandbox';
  readonly accounts: readonly string[];
}
export type Right = 'ads' | 'creative' | 'report' | 'tool' | 'audience' | 'events' | 'leads';

const EVERY_RIGHT: readonly Right[] = ['ads', 'creative', 'report', 'tool', 'audience', 'events', 'leads'];
const healthy: SimulatedToken = {
  appId: TIKTOK_SIMULATED_APP.id,
  rights: EVERY_RIGHT,
  deadCode: null,
  level: 'premium',
  accounts: TIKTOK_SIMULATED_ACCOUNTS.map(({ remoteId }) => remoteId),
};

export const TIKTOK_SIMULATED_TOKEN = 'tiktoksim-full';
export const TIKTOK_SIMULATED_TOKENS: ReadonlyMap<string, SimulatedToken> = new Map<string, SimulatedToken>([
  [TIKTOK_SIMULATED_TOKEN, healthy],
  ['tiktoksim-reports', { ...healthy, rights: ['report'] }],
  ['tiktoksim-revoked', { ...healthy, deadCode: 40105 }],
  ['tiktoksim-expired', { ...healthy, deadCode: 40102 }],
  ['tiktoksim-basic', { ...healthy, appId: '7330000000000000002', level: 'basic' }],
  ['tiktoksim-sandbox', { ...healthy, appId: '7330000000000000003', level: 'sandbox' }],
  ['tiktoksim-argentina', { ...healthy, accounts: [TIKTOK_SIMULATED_ACCOUNTS[2]!.remoteId] }],
]);

/** What a connection keeps for the healthy token. */
export const TIKTOK_SIMULATED_SECRET = JSON.stringify({
  accessToken: TIKTOK_SIMULATED_TOKEN,
  appId: TIKTOK_SIMULATED_APP.id,
  appSecret: TIKTOK_SIMULATED_APP.secret,
});

export function accountOf(remoteId: string): SimulatedAccount | null {
  return TIKTOK_SIMULATED_ACCOUNTS.find((candidate) => candidate.remoteId === remoteId) ?? null;
}
