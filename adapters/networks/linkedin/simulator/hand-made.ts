import { urn } from '../restli.ts';
import type { SimulatedAccount } from './seeds.ts';

/**
 * Under `linkedin.hand_made`: what somebody made in Campaign Manager, the same in each account. This simulator takes no writes,
 * so that it is all there is to read. One tree carries markers, as a person leaves them who copies a draft by hand.
 */
export const BORN_MS = Date.UTC(2026, 0, 5);

export interface HandMade {
  readonly groups: readonly Record<string, unknown>[];
  readonly campaigns: readonly Record<string, unknown>[];
  readonly creatives: readonly Record<string, unknown>[];
}

export const DAILY_BUDGET = 40;

export function handMadeIn(account: SimulatedAccount): HandMade {
  const at = (number: number): number => account.id * 100 + number;
  const accountUrn = urn('sponsoredAccount', String(account.id));
  const group = (number: number, name: string, status: string, serving: readonly string[]) => ({
    id: at(number),
    account: accountUrn,
    name,
    status,
    runSchedule: { start: BORN_MS },
    servingStatuses: serving,
    test: account.test,
  });
  const campaign = (number: number, parent: number, name: string, status: string, geo: string) => ({
    id: at(number),
    account: accountUrn,
    campaignGroup: urn('sponsoredCampaignGroup', String(at(parent))),
    associatedEntity: urn('organization', account.organizationId),
    name,
    type: 'SPONSORED_UPDATES',
    // Both spellings were seen.
    objectiveType: number % 2 === 0 ? 'WEBSITE_VISIT' : 'WEBSITE_VISITS',
    costType: 'CPC',
    unitCost: { amount: '1.50', currencyCode: account.currency },
    dailyBudget: { amount: `${DAILY_BUDGET}.00`, currencyCode: account.currency },
    locale: { country: 'ES', language: 'es' },
    runSchedule: { start: BORN_MS },
    targetingCriteria: { include: { and: [{ or: { 'urn:li:adTargetingFacet:locations': [geo] } }] } },
    offsiteDeliveryEnabled: false,
    politicalIntent: 'NOT_POLITICAL',
    status,
    servingStatuses: status === 'ACTIVE' ? account.servingStatuses : ['STOPPED'],
    test: account.test,
  });
  const creative = (number: number, parent: number, name: string, more: Record<string, unknown>) => ({
    id: urn('sponsoredCreative', String(at(number))),
    account: accountUrn,
    campaign: urn('sponsoredCampaign', String(at(parent))),
    name,
    content: { reference: urn('share', String(7_000_000_000 + at(number))) },
    ...more,
  });
  const colombia = 'urn:li:geo:100876405';
  return {
    groups: [group(1, 'Ventas Bogotá [hechoa01]', 'ACTIVE', account.servingStatuses), group(2, 'Marca empleadora', 'DRAFT', ['STOPPED'])],
    campaigns: [
      campaign(11, 1, 'Asesores [hechob01]', 'ACTIVE', colombia),
      // A town, whose id nobody confirmed.
      campaign(12, 1, 'Asesores senior [hechob02]', 'PAUSED', 'urn:li:geo:999000111'),
      campaign(13, 2, 'Cultura', 'DRAFT', colombia),
    ],
    creatives: [
      creative(21, 11, 'Asesor comercial [hechoc01]', {
        intendedStatus: 'ACTIVE',
        review: { status: 'APPROVED' },
        isServing: true,
        servingHoldReasons: [],
      }),
      creative(22, 11, 'Asesor joven [hechoc02]', {
        intendedStatus: 'ACTIVE',
        review: { status: 'REJECTED', rejectionReasons: ['DISCRIMINATION'] },
        isServing: false,
        servingHoldReasons: ['REJECTED'],
      }),
      creative(23, 12, 'Ejecutiva de cuenta [hechoc03]', {
        intendedStatus: 'ACTIVE',
        review: { status: 'PENDING' },
        isServing: false,
        servingHoldReasons: ['UNDER_REVIEW', 'CAMPAIGN_STOPPED'],
      }),
      creative(24, 13, 'Cultura', { intendedStatus: 'DRAFT', isServing: false, servingHoldReasons: ['STOPPED'] }),
    ],
  };
}
