import { fold } from '../kernel/index.ts';
import type { CompiledTextRule } from './rules.ts';
import type { Found } from './found.ts';

/** How far around a match a forgiving word may stand. */
const BEFORE = 40;
const AFTER = 30;
const LONGEST_EXCERPT = 80;

/** Reads texts against the rules of one country and network, remembering texts that many ads share. */
export function createTextReader(
  rules: readonly CompiledTextRule[],
): (text: string, country: string, network: string) => readonly Omit<Found, 'objectId' | 'field'>[] {
  const applicable = new Map<string, readonly CompiledTextRule[]>();
  const remembered = new Map<string, readonly Omit<Found, 'objectId' | 'field'>[]>();
  return (text, country, network) => {
    const scope = `${country}/${network}`;
    const own =
      applicable.get(scope) ??
      rules.filter(
        (rule) => (rule.countries.size === 0 || rule.countries.has(country)) && (rule.networks.size === 0 || rule.networks.has(network)),
      );
    applicable.set(scope, own);
    const key = `${scope}/${text}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = readText(text, own);
    if (text.length <= 90) remembered.set(key, found);
    return found;
  };
}

function readText(text: string, rules: readonly CompiledTextRule[]): readonly Omit<Found, 'objectId' | 'field'>[] {
  const folded = fold(text);
  const found: Omit<Found, 'objectId' | 'field'>[] = [];
  const codes = new Set<string>();
  for (const rule of rules) {
    if (codes.has(rule.code)) continue;
    const excerpt = firstMatch(rule.raw ? text : folded, rule);
    if (excerpt === null) continue;
    codes.add(rule.code);
    found.push({
      severity: rule.severity,
      code: rule.code,
      details: { rule: rule.rule, found: rule.redact ? '' : excerpt.slice(0, LONGEST_EXCERPT), rewrite: rule.rewrite },
      source: rule.source,
    });
  }
  return found;
}

function firstMatch(text: string, rule: CompiledTextRule): string | null {
  rule.pattern.lastIndex = 0;
  for (let match = rule.pattern.exec(text); match !== null; match = rule.pattern.exec(text)) {
    if (match[0] === '') rule.pattern.lastIndex += 1;
    const around = text.slice(Math.max(0, match.index - BEFORE), match.index + match[0].length + AFTER);
    if (rule.except === null || !rule.except.test(around)) return match[0].trim();
  }
  return null;
}
