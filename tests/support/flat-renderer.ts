import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import type { AdImage } from '../../core/contract/plan-model.ts';
import type { ClosableImageRenderer } from '../../adapters/images/renderer.ts';

/** Pictures of one colour, drawn from the recipe: a process that lives for half a second must not load a drawing engine. */
export function createImageRenderer(): ClosableImageRenderer {
  const drawn = new Map<string, Uint8Array>();
  return {
    close: () => Promise.resolve(),
    render(image: AdImage, { width, height }) {
      const key = JSON.stringify([image, width, height]);
      let bytes = drawn.get(key);
      if (bytes === undefined) drawn.set(key, (bytes = flatPng(width, height, createHash('sha256').update(key).digest())));
      return Promise.resolve({ bytes, mime: 'image/png', width, height, sha256: digest('sha256', bytes), md5: digest('md5', bytes) });
    },
  };
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function flatPng(width: number, height: number, colour: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8); // eight bits a pixel, from a palette
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colour.subarray(0, 3))),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height), { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
