import { z } from 'zod';
import { Details, Nothing, query } from './define.ts';
import { NetworkId } from './plan-model.ts';

const TextLimit = z.object({ min: z.number(), max: z.number(), length: z.number().nullable(), recommended: z.number().nullable() });
export const Network = z.object({
  id: NetworkId,
  displayName: z.string(),
  apiVersion: z.string(),
  apiVersionEndsOn: z.string().nullable(),
  documentation: z.string(),
  /** False: plans are drafted and checked for it, and never sent. */
  publishes: z.boolean(),
  maxAdsPerAdGroup: z.number(),
  keywords: z.boolean(),
  text: z.object({ headlines: TextLimit, descriptions: TextLimit, primary: TextLimit.nullable() }),
  attributionWindow: z.string(),
  restatementDays: z.number(),
  factsReadOn: z.string(),
  /** Fields that a person types to connect; `secret` ones go to the key store only. */
  credentialFields: z.array(z.object({ name: z.string(), secret: z.boolean(), required: z.boolean() })),
  settingFields: z.array(z.object({ name: z.string(), required: z.boolean() })),
});
export type Network = z.infer<typeof Network>;

export const networks = {
  list: query({ standalone: true, input: Nothing, output: z.object({ networks: z.array(Network) }) }),
  rates: query({
    input: Nothing,
    output: z.object({
      rates: z.array(
        z.object({
          accountId: z.string(),
          network: NetworkId,
          usedRatio: z.number().nullable(),
          source: z.enum(['headers', 'table']).nullable(),
          blockedUntil: z.string().nullable(),
          /** What is left of the network's own count in a sliding window; null where only the ratio is known. */
          left: z
            .object({ count: z.number().int(), limit: z.number().int(), unit: z.enum(['calls', 'operations']), windowMs: z.number().int() })
            .nullable(),
          detail: Details,
        }),
      ),
    }),
  }),
};
