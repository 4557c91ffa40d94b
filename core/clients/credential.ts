import { canonicalJson } from '../kernel/canonical.ts';
import type { Network } from '../contract/networks.ts';

/**
 * What the key store keeps: the bare value where a network needs only one, a JSON object of all fields otherwise.
 * Null when a required field is missing or one is not known to the network.
 */
export function credentialText(fields: Network['credentialFields'], given: { readonly [name: string]: string }): string | null {
  const trimmed = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.trim()]));
  const known = new Set(fields.map((field) => field.name));
  if (Object.keys(trimmed).some((name) => !known.has(name))) return null;
  if (fields.some((field) => field.required && (trimmed[field.name] ?? '') === '')) return null;
  const only = fields.length === 1 ? fields[0] : undefined;
  return only === undefined ? canonicalJson(trimmed) : (trimmed[only.name] ?? null);
}
