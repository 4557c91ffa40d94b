import { billableUnitMicros, CURRENCIES as OFFERED } from '../manifest.ts';

/** Seed accounts of the simulated network: constants of a made-up world, no real account has these numbers. */

export interface SimulatedCustomer {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly manager: boolean;
  readonly testAccount: boolean;
  readonly status: 'ENABLED' | 'SUSPENDED' | 'CANCELED';
  /** Whether the personalised-advertising agreement for job ads was accepted on the web. */
  readonly jobAdsAccepted: boolean;
  readonly managedBy: string | null;
}

export interface SimulatedUser {
  readonly refreshToken: string;
  /** Accounts that the user enters directly; a manager opens those under it. */
  readonly direct: readonly string[];
  readonly role: 'ADMIN' | 'READ_ONLY';
  /** What the person agreed to; absent: everything. */
  readonly scopes?: readonly string[];
}

export interface SimulatedProject {
  readonly clientId: string;
  readonly level: 'test' | 'explorer' | 'basic' | 'standard';
  /** Publishing status of its consent screen; absent: in production. */
  readonly consent?: 'testing';
}

const bogota = {
  timeZone: 'America/Bogota',
  manager: false,
  testAccount: false,
  status: 'ENABLED',
  jobAdsAccepted: true,
  managedBy: '9990000001',
} as const;

export const GOOGLE_SIMULATED_ACCOUNTS: {
  readonly customers: readonly SimulatedCustomer[];
  readonly users: readonly SimulatedUser[];
  readonly projects: readonly SimulatedProject[];
  readonly managerId: string;
} = {
  managerId: '9990000001',
  customers: [
    { ...bogota, id: '9990000001', name: 'Agencia simulada (administrador)', currency: 'COP', manager: true, managedBy: null },
    { ...bogota, id: '1110000001', name: 'Cliente simulado Bogotá', currency: 'COP' },
    { ...bogota, id: '1110000002', name: 'Cliente simulado dólares', currency: 'USD', timeZone: 'America/New_York' },
    { ...bogota, id: '1110000003', name: 'Cliente simulado Argentina', currency: 'ARS', timeZone: 'America/Argentina/Buenos_Aires' },
    { ...bogota, id: '1110000011', name: 'Cliente simulado Caribe', currency: 'COP' },
    { ...bogota, id: '1110000012', name: 'Cliente simulado Andes', currency: 'COP' },
    { ...bogota, id: '1110000013', name: 'Cliente simulado Pacífico', currency: 'COP' },
    { ...bogota, id: '1110000014', name: 'Cliente simulado Llanos', currency: 'COP' },
    { ...bogota, id: '1110000015', name: 'Cliente simulado Sabana', currency: 'COP' },
    { ...bogota, id: '1110000004', name: 'Cliente simulado sin acuerdo', currency: 'COP', jobAdsAccepted: false },
    { ...bogota, id: '1110000005', name: 'Cliente simulado suspendido', currency: 'COP', status: 'SUSPENDED' },
    { ...bogota, id: '1110000006', name: 'Cuenta de prueba simulada', currency: 'COP', testAccount: true },
  ],
  users: [
    { refreshToken: 'simulated-refresh-agency', direct: ['9990000001'], role: 'ADMIN' },
    { refreshToken: 'simulated-refresh-direct', direct: ['1110000001'], role: 'ADMIN' },
    { refreshToken: 'simulated-refresh-reader', direct: ['1110000001'], role: 'READ_ONLY' },
    { refreshToken: 'simulated-refresh-stranger', direct: [], role: 'ADMIN' },
    {
      refreshToken: 'simulated-refresh-ads-only',
      direct: ['9990000001'],
      role: 'ADMIN',
      scopes: ['https://www.googleapis.com/auth/adwords'],
    },
  ],
  projects: [
    { clientId: 'simulated-standard', level: 'standard' },
    { clientId: 'simulated-basic', level: 'basic' },
    { clientId: 'simulated-explorer', level: 'explorer' },
    { clientId: 'simulated-test', level: 'test' },
    { clientId: 'simulated-testing', level: 'standard', consent: 'testing' },
  ],
};

const MINIMUM_BUDGETS: Readonly<Record<string, bigint>> = { COP: 4_000_000_000n, ARS: 1_000_000_000n, MXN: 20_000_000n };
const NAMES: Readonly<Record<string, readonly [name: string, symbol: string]>> = {
  COP: ['Colombian Peso', '$'],
  USD: ['US Dollar', '$'],
  ARS: ['Argentine Peso', '$'],
  MXN: ['Mexican Peso', '$'],
};

/** Answers for a currency: smallest billable step and smallest daily budget, in micros. Neither is published but for the dollar (google-ads.md section 8): plausible values. */
export const CURRENCIES: Readonly<
  Record<
    string,
    { readonly billableUnitMicros: bigint; readonly minimumBudgetMicros: bigint; readonly name: string; readonly symbol: string }
  >
> = Object.fromEntries(
  OFFERED.map((code) => {
    const [name, symbol] = NAMES[code] ?? [code, code];
    return [code, { billableUnitMicros: billableUnitMicros(code), minimumBudgetMicros: MINIMUM_BUDGETS[code] ?? 1_000_000n, name, symbol }];
  }),
);
