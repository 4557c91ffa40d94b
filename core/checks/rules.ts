import { z } from 'zod';
import { Micros } from '../kernel/index.ts';

/** The shapes of `resources/rules/*.json`. Rules are data with a source and a day; this code knows no law and no network. */
const Severity = z.enum(['error', 'warning']);
const TextRule = z.object({
  id: z.string(),
  code: z.string(),
  severity: Severity,
  /** Regular expressions over folded text (lower case, no accents, ñ as n), or over the text as written where `raw`. */
  patterns: z.array(z.string()).min(1),
  /** A match is forgiven when one of these stands near it. */
  except: z.array(z.string()).default([]),
  rewrite: z.string(),
  raw: z.boolean().default(false),
  /** What was found may be a phone or an address: it is not repeated in the problem. */
  redact: z.boolean().default(false),
});
const TextPack = z.object({
  id: z.string(),
  version: z.number().int(),
  readOn: z.string(),
  countries: z.array(z.string()),
  networks: z.array(z.string()),
  source: z.string(),
  text: z.array(TextRule),
});
const PayPack = z.object({
  id: z.string(),
  version: z.number().int(),
  readOn: z.string(),
  source: z.string(),
  rules: z.array(z.object({ country: z.string(), severity: Severity, on: z.boolean(), note: z.string().optional() })),
});
const TargetingPack = z.object({
  id: z.string(),
  version: z.number().int(),
  readOn: z.string(),
  rows: z.array(
    z.object({
      country: z.string(),
      network: z.string().nullable(),
      field: z.string(),
      limit: z.enum(['min', 'max', 'blocked']),
      value: z.number().nullable(),
      severity: Severity,
      source: z.string(),
    }),
  ),
});
const Costs = z.record(z.string(), Micros);
const AdvisorPack = z.object({
  id: z.string(),
  version: z.number().int(),
  readOn: z.string(),
  results: z.number().int(),
  days: z.number().int(),
  source: z.string(),
  assumedCost: z.object({ traffic: Costs, applications: Costs }),
  basis: z.string(),
  /** A budget this many times the usual one asks for a second look. */
  typoTimes: z.number().int(),
  /** Days of a month, in tenths: 30.4. */
  monthDaysTenths: z.number().int(),
});
export const RuleFiles = z.object({ text: z.array(TextPack), pay: PayPack, targeting: TargetingPack, advisor: AdvisorPack });
export type RuleFiles = z.input<typeof RuleFiles>;

export interface CompiledTextRule {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly pattern: RegExp;
  readonly except: RegExp | null;
  readonly rewrite: string;
  readonly raw: boolean;
  readonly redact: boolean;
  readonly countries: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
  readonly rule: string;
  readonly source: string;
}
export interface Rules {
  readonly text: readonly CompiledTextRule[];
  readonly pay: z.output<typeof PayPack>;
  readonly targeting: z.output<typeof TargetingPack>;
  readonly advisor: z.output<typeof AdvisorPack>;
  /** Names every pack and version: another revision checks everything again. */
  readonly revision: string;
}

/** Throws on a malformed file: the rules ship with the program. */
export function compileRules(files: unknown): Rules {
  const parsed = RuleFiles.parse(files);
  const text = parsed.text.flatMap((pack) =>
    pack.text.map((rule) => ({
      code: rule.code,
      severity: rule.severity,
      pattern: new RegExp(rule.patterns.map((pattern) => `(?:${pattern})`).join('|'), 'gu'),
      except: rule.except.length === 0 ? null : new RegExp(rule.except.join('|'), 'u'),
      rewrite: rule.rewrite,
      raw: rule.raw,
      redact: rule.redact,
      countries: new Set(pack.countries),
      networks: new Set(pack.networks),
      rule: `${pack.id}@${pack.version}/${rule.id}`,
      source: `${pack.id}@${pack.version}: ${pack.source}`,
    })),
  );
  const packs = [...parsed.text, parsed.pay, parsed.targeting, parsed.advisor];
  return {
    text,
    pay: parsed.pay,
    targeting: parsed.targeting,
    advisor: parsed.advisor,
    revision: packs.map((pack) => `${pack.id}@${pack.version}`).join(' '),
  };
}
