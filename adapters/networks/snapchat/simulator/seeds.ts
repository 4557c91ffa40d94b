/** Accounts, apps and tokens that exist from the first moment. None of it is real; the shapes are Snapchat's. */

export interface SimulatedAccount {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly currency: string;
  readonly timezone: string;
  readonly status: 'ACTIVE' | 'PENDING' | 'PAUSED';
  /** Without a source of money, ads are made without complaint and never run. */
  readonly fundingSourceIds: readonly string[];
  /** Never serves. */
  readonly test: boolean;
  /** `regulations.restricted_delivery_signals`. */
  readonly declared: boolean;
  readonly pixelId: string;
  readonly profileId: string;
  /** One that a simulated workspace may connect. */
  readonly usable: boolean;
}

const uuid = (kind: string, number: number): string => `5a${kind}0000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const ORGANIZATION = uuid('0a', 1);

function account(number: number, name: string, change: Partial<SimulatedAccount> = {}): SimulatedAccount {
  return {
    id: uuid('ac', number),
    name,
    organizationId: ORGANIZATION,
    currency: 'USD',
    timezone: 'America/New_York',
    status: 'ACTIVE',
    fundingSourceIds: [uuid('f0', number)],
    test: false,
    declared: true,
    pixelId: uuid('b1', number),
    profileId: uuid('c1', number),
    usable: true,
    ...change,
  };
}

/** America/Bogota and COP are in no list of the network: an agency runs in dollars, on New York's days. "Ad accounts" (v1; read 2026-11-20) */
export const SNAPCHAT_SIMULATED_ACCOUNTS: readonly SimulatedAccount[] = [
  account(1001, 'Empleos en dólares'),
  account(1002, 'Empleos Caribe'),
  account(1003, 'Empleos Andes'),
  account(1004, 'Empleos Pacífico'),
  account(1005, 'Empleos Llanos'),
  account(1006, 'Empleos Sabana', { timezone: 'America/Los_Angeles' }),
  account(1007, 'Empleos Sur'),
  account(1008, 'Empleos Norte'),
  account(1009, 'Empleos España', { currency: 'EUR', timezone: 'Europe/Madrid' }),
  account(1010, 'Empleos Reino Unido', { currency: 'GBP', timezone: 'Europe/London' }),
  account(1091, 'Cuenta en pausa', { status: 'PAUSED', usable: false }),
  account(1092, 'Cuenta sin medio de pago', { fundingSourceIds: [], usable: false }),
  account(1093, 'Cuenta de pruebas', { test: true, usable: false }),
  account(1094, 'Cuenta sin declarar empleo', { declared: false, usable: false }),
];

export interface SimulatedApp {
  readonly id: string;
  readonly secret: string;
  readonly redirects: readonly string[];
}
export const SIMULATED_APP: SimulatedApp = {
  id: 'snap-sim-app',
  secret: 'snap-sim-app-secret',
  redirects: ['https://127.0.0.1/altavoz'],
};

export interface Grant {
  readonly scopes: readonly string[];
  /** A reader may look at everything and change nothing. */
  readonly role: 'admin' | 'reader';
}
const EVERY_SCOPE = ['snapchat-marketing-api', 'snapchat-offline-conversions-api'];

/** Refresh tokens that never die, each with what it opens. */
export const SIMULATED_GRANTS: ReadonlyMap<string, Grant> = new Map([
  ['snap-sim-refresh', { scopes: EVERY_SCOPE, role: 'admin' }],
  ['snap-sim-refresh-reader', { scopes: EVERY_SCOPE, role: 'reader' }],
  ['snap-sim-refresh-ads-only', { scopes: ['snapchat-marketing-api'], role: 'admin' }],
]);
/** A long-lived token for conversions, made by hand in the network's own screens. */
export const SIMULATED_CONVERSIONS_TOKEN = 'snap-sim-conversions';

export const SNAPCHAT_SIMULATED_SECRET = JSON.stringify({
  clientId: SIMULATED_APP.id,
  clientSecret: SIMULATED_APP.secret,
  refreshToken: 'snap-sim-refresh',
});

export function accountOf(id: string): SimulatedAccount | null {
  return SNAPCHAT_SIMULATED_ACCOUNTS.find((one) => one.id === id) ?? null;
}
