import { refuse } from './problems.ts';

/**
 * A campaign's budget must exceed 50 US dollars or their equivalent, an ad group's 20 ("Budget", v1.3; read 2026-11-20). What the
 * equivalent is in another currency is not published: these are this simulation's, and the switch `tiktok.high_minimums` asks for
 * three tenths more, so that both sides of the doubt can be met.
 */
const CAMPAIGN: Readonly<Record<string, number>> = {
  USD: 50,
  EUR: 50,
  COP: 200_000,
  ARS: 72_000,
  CLP: 48_000,
  MXN: 950,
  PEN: 180,
  BRL: 270,
  GBP: 40,
  CAD: 70,
};
const AD_GROUP_SHARE = 0.4;
const HIGH = 1.3;

export function campaignFloor(currency: string, high: boolean): number {
  return Math.round((CAMPAIGN[currency] ?? 50) * (high ? HIGH : 1));
}

export function checkCampaignBudget(budget: number, currency: string, high: boolean): void {
  const floor = campaignFloor(currency, high);
  if (budget <= floor) throw refuse('budget', `The budget must be more than ${floor} ${currency}.`);
}

export function checkAdGroupBudget(budget: number, days: number, currency: string, high: boolean): void {
  const floor = campaignFloor(currency, high) * AD_GROUP_SHARE * days;
  if (budget <= floor) throw refuse('budget', `The budget must be more than ${floor} ${currency}.`);
}
