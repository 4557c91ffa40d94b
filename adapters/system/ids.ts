import { randomFillSync } from 'node:crypto';
import type { Ids } from '../../core/ports/ids.ts';

const POOL_BYTES = 8_192;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * UUIDv7 after RFC 9562 section 6.2, method 1: 48 bits of milliseconds, a 12-bit counter that starts at random
 * below its half, then random bits. An id is always greater than the one before, also when the clock is set back.
 */
export function createIds(nowMs: () => number = Date.now): Ids {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  let lastMs = 0;
  let counter = 0;

  function random(bytes: number): Buffer {
    if (used + bytes > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  }

  function stamp(): void {
    const now = nowMs();
    if (now > lastMs) {
      lastMs = now;
      counter = random(2).readUInt16BE(0) & 0x7ff;
    } else if (counter < 0xfff) {
      counter += 1;
    } else {
      lastMs += 1;
      counter = 0;
    }
  }

  return {
    next() {
      stamp();
      const time = lastMs.toString(16).padStart(12, '0');
      const tail = random(8).toString('hex');
      const variant = ((Number.parseInt(tail[0] ?? '0', 16) & 0x3) | 0x8).toString(16);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${tail.slice(1, 4)}-${tail.slice(4)}`;
    },
    marker() {
      // 32 divides 256, so the low five bits of a byte are uniform.
      return [...random(8)].map((byte) => BASE32[byte & 31]).join('');
    },
  };
}
