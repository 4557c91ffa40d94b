import type { z } from 'zod';
import type { SizeGuard } from '../contract/audiences.ts';
import type { AudienceCapabilities } from '../ports/index.ts';

/**
 * Of uploaded people, networks recognise 30 to 70 % in practice; the figure rests on agencies' experience and no network
 * promises one.
 */
export const MATCH_FROM = 0.3;
export const MATCH_TO = 0.7;

export function sizeGuard(network: string, usable: number, capabilities: AudienceCapabilities): z.infer<typeof SizeGuard> {
  const expectedFrom = Math.floor(usable * MATCH_FROM);
  const expectedTo = Math.floor(usable * MATCH_TO);
  const minimum = capabilities.minimumSize;
  const verdict = expectedFrom >= minimum ? 'enough' : expectedTo >= minimum ? 'perhaps' : 'too_small';
  const { batchMax, retentionDaysMax } = capabilities;
  return {
    network,
    usable,
    expectedFrom,
    expectedTo,
    minimum,
    batchMax,
    requests: Math.ceil(usable / batchMax),
    retentionDaysMax,
    verdict,
  };
}
