/** Accounts and tokens that exist from the first moment. None of it is real; the shapes are LinkedIn's. */

export interface SimulatedAccount {
  readonly id: number;
  readonly name: string;
  readonly currency: string;
  readonly status: 'ACTIVE' | 'CANCELED';
  readonly servingStatuses: readonly string[];
  /** Never bills and never serves. */
  readonly test: boolean;
  readonly organizationId: string;
  /** One that a simulated workspace may connect. */
  readonly usable: boolean;
}

function account(number: number, name: string, change: Partial<SimulatedAccount> = {}): SimulatedAccount {
  return {
    id: 507_400_000 + number,
    name,
    currency: 'USD',
    status: 'ACTIVE',
    servingStatuses: ['RUNNABLE'],
    test: false,
    organizationId: String(2_410_000 + number),
    usable: true,
    ...change,
  };
}

/** Whether pesos are offered is not known, so that all are in dollars. */
export const LINKEDIN_SIMULATED_ACCOUNTS: readonly SimulatedAccount[] = [
  account(1, 'Talento Andes'),
  account(2, 'Talento Caribe'),
  account(3, 'Talento Pacífico'),
  account(4, 'Talento Llanos'),
  account(5, 'Talento Sabana'),
  account(6, 'Talento Sur'),
  account(7, 'Talento Norte'),
  account(8, 'Talento Eje'),
  account(9, 'Talento España', { currency: 'EUR' }),
  account(91, 'Cuenta cancelada', { status: 'CANCELED', servingStatuses: ['STOPPED'], usable: false }),
  account(92, 'Cuenta sin pago', { servingStatuses: ['BILLING_HOLD'], usable: false }),
  account(93, 'Cuenta de pruebas', { test: true, usable: false }),
];

export const LINKEDIN_SIMULATED_TOKEN = 'linkedin-sim-token';

/** Tokens and what they may read. */
export const SIMULATED_TOKENS: ReadonlyMap<string, readonly string[]> = new Map([
  [LINKEDIN_SIMULATED_TOKEN, ['r_ads', 'r_ads_reporting']],
  ['linkedin-sim-no-reports', ['r_ads']],
  ['linkedin-sim-no-ads', ['r_ads_reporting']],
]);

export function accountOf(id: string): SimulatedAccount | null {
  return LINKEDIN_SIMULATED_ACCOUNTS.find((one) => String(one.id) === id) ?? null;
}
