/** Accounts, apps and users that exist from the first moment. None of it is real; the shapes are X's. */

export interface SimulatedXAccount {
  readonly remoteId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly country: string;
  readonly approval: 'ACCEPTED' | 'REJECTED' | 'PENDING';
  readonly funding: { readonly id: string; readonly able: boolean } | null;
  /** Whose posts it promotes. */
  readonly userId: string;
  readonly settings: Readonly<Record<string, string>>;
}

function account(
  number: number,
  name: string,
  currency: string,
  timeZone: string,
  country: string,
  more: Partial<SimulatedXAccount> = {},
): SimulatedXAccount {
  return {
    remoteId: `18sim${number}`,
    name,
    currency,
    timeZone,
    country,
    approval: 'ACCEPTED',
    funding: { id: `fi${number}`, able: true },
    userId: String(7_000_000 + number),
    settings: {
      webEventTagId: `o${number}`,
      pixelId: `px${number}`,
      applicationEventId: `tw-px${number}-ap`,
      hireEventId: `tw-px${number}-hi`,
    },
    ...more,
  };
}

export const X_SIMULATED_ACCOUNTS: readonly SimulatedXAccount[] = [
  account(1001, 'Empleos Colombia', 'COP', 'America/Bogota', 'CO'),
  account(1002, 'Empleos en dólares', 'USD', 'America/New_York', 'US'),
  account(1003, 'Empleos Argentina', 'ARS', 'America/Argentina/Buenos_Aires', 'AR'),
  account(1004, 'Empleos Chile', 'CLP', 'America/Santiago', 'CL'),
  account(1006, 'Empleos México', 'MXN', 'America/Mexico_City', 'MX'),
  account(1011, 'Cliente Caribe', 'COP', 'America/Bogota', 'CO'),
  account(1012, 'Cliente Andes', 'COP', 'America/Bogota', 'CO'),
  account(1013, 'Cliente Pacífico', 'COP', 'America/Bogota', 'CO'),
  account(1014, 'Cliente Llanos', 'COP', 'America/Bogota', 'CO'),
  account(1015, 'Cliente Sabana', 'COP', 'America/Bogota', 'CO'),
  account(1005, 'Cuenta sin medio de pago', 'COP', 'America/Bogota', 'CO', { funding: { id: 'fi1005', able: false } }),
  account(1007, 'Cuenta rechazada', 'COP', 'America/Bogota', 'CO', { approval: 'REJECTED' }),
  account(1008, 'Cuenta nueva sin fondos', 'COP', 'America/Bogota', 'CO', { funding: null, approval: 'PENDING' }),
];

export interface SimulatedApp {
  readonly key: string;
  readonly secret: string;
  /** Approved for the Ads API by form; without it every call is refused. */
  readonly adsAccess: boolean;
  /** Registered letter by letter. */
  readonly callbacks: readonly string[];
}
export const X_SIMULATED_PRACTICE_APP: SimulatedApp = {
  key: 'sim-x-app',
  secret: 'sim-x-app-secret',
  adsAccess: true,
  callbacks: ['oob', 'http://127.0.0.1:41753/callback'],
};
export const X_SIMULATED_APPS: readonly SimulatedApp[] = [
  X_SIMULATED_PRACTICE_APP,
  { key: 'sim-x-unapproved', secret: 'sim-x-unapproved-secret', adsAccess: false, callbacks: ['oob'] },
];

export interface SimulatedXToken {
  readonly token: string;
  readonly secret: string;
  readonly appKey: string;
  readonly userId: string;
  readonly permissions: readonly string[];
  readonly accounts: readonly string[];
  readonly revoked: boolean;
}
const EVERY = X_SIMULATED_ACCOUNTS.map((one) => one.remoteId);
const full: SimulatedXToken = {
  token: '7001001-full',
  secret: 'sim-x-full-secret',
  appKey: 'sim-x-app',
  userId: '7001001',
  permissions: ['ACCOUNT_ADMIN', 'TWEET_COMPOSER'],
  accounts: EVERY,
  revoked: false,
};
export const X_SIMULATED_TOKENS: readonly SimulatedXToken[] = [
  full,
  { ...full, token: '7001002-analyst', secret: 'sim-x-analyst-secret', userId: '7001002', permissions: ['ANALYST'] },
  { ...full, token: '7001003-revoked', secret: 'sim-x-revoked-secret', revoked: true },
  { ...full, token: '7001004-elsewhere', secret: 'sim-x-elsewhere-secret', accounts: ['18sim1003'] },
  { ...full, token: '7001005-unapproved', secret: 'sim-x-other-secret', appKey: 'sim-x-unapproved' },
];

export function secretOf(token: string): string {
  const found = X_SIMULATED_TOKENS.find((one) => one.token === token);
  const app = X_SIMULATED_APPS.find((one) => one.key === found?.appKey);
  if (found === undefined || app === undefined) throw new Error(`No simulated token is called ${token}`);
  const { key: consumerKey, secret: consumerSecret } = app;
  return JSON.stringify({ accessToken: found.token, accessTokenSecret: found.secret, consumerKey, consumerSecret });
}
export const X_SIMULATED_SECRET: string = secretOf(full.token);

/** The person who says yes in the simulated browser gets this PIN. */
export const X_SIMULATED_PIN = '1234567';

export function accountOf(remoteId: string): SimulatedXAccount | null {
  return X_SIMULATED_ACCOUNTS.find((one) => one.remoteId === remoteId) ?? null;
}
