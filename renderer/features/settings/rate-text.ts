import { RATE_SHAPE } from '../../../core/kernel/index.ts';

/**
 * A rate as people write it (`4.100,25`, `4,100.25`, `4100`) as plain decimal text; null when it is no rate. The last
 * of two different marks is the decimal one; a single mark followed by exactly three digits groups thousands.
 */
export function rateText(typed: string): string | null {
  const text = typed.trim().replaceAll(/[\s\u00a0\u202f]/g, '');
  const last = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'));
  const marks = Array.from(text).filter((character) => character === ',' || character === '.');
  let plain = text;
  if (last >= 0) {
    const mixed = new Set(marks).size > 1;
    const grouped = !mixed && (marks.length > 1 || (text.length - last === 4 && !text.startsWith('0')));
    const head = grouped ? text : text.slice(0, last);
    if (!/^\d+$|^\d{1,3}(?:,\d{3})+$|^\d{1,3}(?:\.\d{3})+$/.test(head)) return null;
    const whole = head.replaceAll(/[.,]/g, '');
    plain = grouped ? whole : `${whole}.${text.slice(last + 1)}`;
  }
  const trimmed = plain.replace(/^0+(?=\d)/, '');
  return RATE_SHAPE.test(trimmed) ? trimmed : null;
}
