import { decimalText, microsFromDecimal, sha256Hex } from '../../../core/kernel/index.ts';
import type { AdFields, DesiredStatus } from '../../../core/contract/plan-model.ts';
import type { DeliveryStatus } from '../../../core/ports/index.ts';
import { amountStepMicros } from './manifest.ts';

/** Ours ⇄ TikTok's, without a call: names, money, statuses, the key of a request. */

const MARKER = / \[([0-9a-z]{8})\]$/;

/** `Ventas Bogotá [k3f9q2ma]`. */
export function remoteName(name: string, marker: string): string {
  return `${name} [${marker}]`;
}

export function splitName(remote: string): { readonly name: string; readonly marker: string | null } {
  const match = MARKER.exec(remote);
  return match === null ? { name: remote, marker: null } : { name: remote.slice(0, match.index), marker: match[1]! };
}

/**
 * The `request_id` of a creation: a positive 64-bit number as text, always the same for a marker. TikTok remembers it for ten
 * seconds only: it stops a request that was carried out twice on the way, and is no leave to send one again. (v1.3; read 2026-11-20)
 */
export function requestIdOf(marker: string): string {
  return (BigInt(`0x${sha256Hex(`tiktok/${marker}`).slice(0, 15)}`) + 1n).toString();
}

/** Decimal major units. Throws on an amount that cannot be said: `check` has refused it long before, and rounding money is never our choice. */
export function toAmount(amountMicros: bigint, currency: string): number {
  if (amountMicros % amountStepMicros(currency) !== 0n) throw new Error(`TikTok is not sent ${amountMicros} micros of ${currency}`);
  return Number(decimalText(amountMicros));
}

export function fromAmount(amount: number | string): bigint | null {
  return microsFromDecimal(String(amount));
}

const OPERATION: Readonly<Record<DesiredStatus, string>> = { active: 'ENABLE', paused: 'DISABLE', archived: 'DELETE' };

/** TikTok has no archive: what is deleted can still be read and reported, and never comes back. "Status update" (v1.3; read 2026-11-20) */
export function toOperation(status: DesiredStatus): string {
  return OPERATION[status];
}

/** A deleted object may keep its last switch and say it only in `secondary_status`. */
export function configuredOf(operation: string | null | undefined, secondary: string | null | undefined): DesiredStatus {
  if (operation === 'DELETE' || (secondary ?? '').endsWith('_STATUS_DELETE')) return 'archived';
  return operation === 'ENABLE' ? 'active' : 'paused';
}

/** First that fits. Own deletion is told from a deleted parent's only by the word before. (`secondary_status` values, v1.3; read 2026-11-20) */
const DELIVERY: readonly (readonly [RegExp, DeliveryStatus])[] = [
  [/DELETE$/, 'archived'],
  [/PARTIAL|PARTIALLY/, 'limited'],
  [/AUDIT_DENY$|DISAPPROVED$|REJECTED$/, 'rejected'],
  [/AUDIT$|IN_REVIEW$|CREATE$/, 'in_review'],
  [/DELIVERY_OK$|STATUS_ENABLE$/, 'active'],
  [/TIME_DONE$|STATUS_DONE$/, 'ended'],
  [/DISABLE$/, 'paused'],
  [/EXCEED$|FROZEN$|NOT_START$|PUNISH$|UNBIND$|LIMIT$|LOST$|MISSING$|EXPIRED$|UNAVAILABLE$|INVALID$|PENDING$|FAIL$|PRE_ONLINE$/, 'limited'],
];

export function deliveryOf(secondary: string | null | undefined): DeliveryStatus {
  const text = secondary ?? '';
  return DELIVERY.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
}

/** The network's own word where it says more than on or off. */
export function reasonsOf(secondary: string | null | undefined): readonly string[] {
  const delivery = deliveryOf(secondary);
  return delivery === 'rejected' || delivery === 'limited' ? [secondary ?? ''] : [];
}

const CALL_TO_ACTION: Readonly<Record<AdFields['callToAction'], string>> = {
  apply_now: 'APPLY_NOW',
  learn_more: 'LEARN_MORE',
  contact_us: 'CONTACT_US',
};

export function toCallToAction(action: AdFields['callToAction']): string {
  return CALL_TO_ACTION[action];
}

export function fromCallToAction(action: string | null | undefined): string | null {
  return Object.entries(CALL_TO_ACTION).find(([, theirs]) => theirs === action)?.[0] ?? null;
}

/** Chinese, Japanese and Korean characters count double. "Ad create", `ad_text` (v1.3; read 2026-11-20) */
export function lengthOf(text: string): number {
  let length = 0;
  for (const character of text)
    length += /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u.test(character) ? 2 : 1;
  return length;
}

/** Emoji are refused in names and texts; digits and signs that only may become one are not. */
export function hasEmoji(text: string): boolean {
  return /\p{Emoji_Presentation}|\p{Extended_Pictographic}/u.test(text);
}
