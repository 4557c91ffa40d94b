/**
 * Calls that an app may make, by access level: a second, a minute, a UTC day; each endpoint counts for itself.
 * TikTok sends no header about them. @see "Rate limits" (v1.3; read 2026-11-20)
 */
export type AccessLevel = 'basic' | 'advanced' | 'premium' | 'ultimate' | 'sandbox';

export interface Quota {
  readonly perSecond: number;
  readonly perMinute: number;
  readonly perDay: number;
}

const quota = (perSecond: number, perMinute: number, perDay: number): Quota => ({ perSecond, perMinute, perDay });

const GENERAL: Readonly<Record<AccessLevel, Quota>> = {
  basic: quota(10, 600, 864_000),
  advanced: quota(20, 1_200, 1_728_000),
  premium: quota(30, 1_800, 2_592_000),
  ultimate: quota(50, 3_000, 4_320_000),
  sandbox: quota(1, 30, 1_000),
};

const EVENTS = quota(1_000, 600_000, 86_400_000);
const REPORTS = quota(2, 60, 4_500);

/** Endpoints with windows of their own. The sandbox has one for all. */
const APART: Readonly<Record<string, Readonly<Record<Exclude<AccessLevel, 'sandbox'>, Quota>>>> = {
  '/ad/create/': {
    basic: quota(5, 150, 86_400),
    advanced: quota(10, 200, 86_400),
    premium: quota(10, 300, 86_400),
    ultimate: quota(15, 300, 86_400),
  },
  '/event/track/': { basic: EVENTS, advanced: EVENTS, premium: EVENTS, ultimate: EVENTS },
  '/report/task/create/': { basic: REPORTS, advanced: REPORTS, premium: REPORTS, ultimate: REPORTS },
};

export function quotaOf(endpoint: string, level: AccessLevel): Quota {
  return level === 'sandbox' ? GENERAL.sandbox : (APART[endpoint]?.[level] ?? GENERAL[level]);
}

export function accessLevelOf(text: string | undefined): AccessLevel {
  switch (text) {
    case 'advanced':
    case 'premium':
    case 'ultimate':
    case 'sandbox':
      return text;
    default:
      // New apps start here, and asking for too little only takes longer.
      return 'basic';
  }
}
