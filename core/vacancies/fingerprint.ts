/**
 * About 100 bits over text, for telling an unchanged feed row from a changed one at a million characters in a few
 * milliseconds. Not for anything that a person could profit from forging: approvals and markers use SHA-256
 * (`kernel/canonical`).
 */
export function fingerprint(text: string): string {
  let a = 0x2c1b3c6d;
  let b = 0x297a2d39;
  let c = 0x9e3779b1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677) ^ (b >>> 15);
    c = (Math.imul(c, 31) + code) | 0;
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return [a, b, c, text.length].map((part) => (part >>> 0).toString(36)).join('-');
}
