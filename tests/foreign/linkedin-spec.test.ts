import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { CATALOGUE } from '../../adapters/networks/linkedin/error-codes.ts';
import { linkedinCapabilities } from '../../adapters/networks/linkedin/manifest.ts';
import { handMadeIn } from '../../adapters/networks/linkedin/simulator/hand-made.ts';
import { LINKEDIN_SIMULATED_ACCOUNTS } from '../../adapters/networks/linkedin/simulator/seeds.ts';

/** The published description of the network judges what our simulator shows, field by field. It is no part of this repository. */
const folder =
  ['../../../shared/specs/data', '../../../../shared/specs/data']
    .map((candidate) => path.resolve(import.meta.dirname, candidate))
    .find((candidate) => existsSync(path.join(candidate, 'linkedin-spec.json'))) ?? null;
if (folder === null) console.warn('SKIPPED: the published LinkedIn description is not here; nothing was compared with it');

const Field = z.object({ type: z.string(), req: z.boolean().optional(), enum: z.array(z.string()).optional() });
const Described = z.object({
  _meta: z.object({ current_version: z.string(), supported_versions: z.array(z.object({ version: z.string(), sunset: z.string() })) }),
  entities: z.record(z.string(), z.record(z.string(), z.unknown())),
  errors: z.array(z.object({ code: z.string() })),
});

test.skipIf(folder === null)('what the simulator shows has no unknown field, no missing one and no value outside its enum', () => {
  const described = Described.parse(JSON.parse(readFileSync(path.join(folder ?? '', 'linkedin-spec.json'), 'utf8')));
  const { groups, campaigns, creatives } = handMadeIn(LINKEDIN_SIMULATED_ACCOUNTS[0]!); // there are several
  const problems: string[] = [];
  let compared = 0;
  for (const [entity, rows] of [
    ['adCampaignGroup', groups],
    ['adCampaign', campaigns],
    ['creative', creatives],
  ] as const) {
    const fields = described.entities[entity] ?? {};
    for (const row of rows) {
      for (const [name, raw] of Object.entries(fields))
        if (Field.safeParse(raw).data?.req === true && row[name] === undefined) problems.push(`${entity}.${name} is missing`);
      for (const [name, value] of Object.entries(row)) {
        compared += 1;
        const field = Field.safeParse(fields[name]).data;
        if (field === undefined) problems.push(`${entity}.${name} is unknown`);
        // The description holds the singular of objectives and says that the plural is written too.
        const words = (Array.isArray(value) ? value : [value]).map((word) =>
          name === 'objectiveType' ? String(word).replace(/S$/, '') : word,
        );
        if (field?.enum !== undefined && words.some((word) => !field.enum?.includes(String(word))))
          problems.push(`${entity}.${name} holds ${words.join()}`);
      }
    }
  }
  expect(problems).toEqual([]);
  expect(compared).toBeGreaterThan(80);
  const codes = new Set(described.errors.map(({ code }) => code));
  expect([...CATALOGUE.keys()].filter((code) => !code.startsWith('http_') && !codes.has(code))).toEqual([]);
  const { apiVersion, apiVersionEndsOn } = linkedinCapabilities;
  expect(described._meta.current_version).toBe(apiVersion);
  expect(described._meta.supported_versions.find(({ version }) => version === apiVersion)?.sunset).toBe(apiVersionEndsOn);
});
