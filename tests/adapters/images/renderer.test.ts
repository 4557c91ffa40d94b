import { expect, test } from 'vitest';
import { cardSvg } from '../../../adapters/images/card-svg.ts';
import { createImageRenderer } from '../../../adapters/images/renderer.ts';
import type { AdImage } from '../../../core/contract/plan-model.ts';

const image: AdImage = { template: 'plain', headline: 'Ventas y atención', place: 'Bogotá', detail: '', brand: 'Comercial Andina' };

test('the same recipe and size give the same bytes, another one gives others', async () => {
  const size = { width: 400, height: 400 };
  const first = await createImageRenderer().render(image, size);
  const again = await createImageRenderer().render({ ...image }, size);
  const other = await createImageRenderer().render({ ...image, place: 'Medellín' }, size);
  expect(again.sha256).toBe(first.sha256);
  expect(Buffer.compare(Buffer.from(again.bytes), Buffer.from(first.bytes))).toBe(0);
  expect(other.sha256).not.toBe(first.sha256);
  expect(Buffer.from(first.bytes.subarray(1, 4)).toString()).toBe('PNG');
  const header = Buffer.from(first.bytes);
  expect([header.readUInt32BE(16), header.readUInt32BE(20)]).toEqual([400, 400]);
});

test('text is drawn as text, whatever it holds, and long words stay inside', () => {
  const hostile = cardSvg(
    { ...image, headline: '<script>alert("x")</script> & Co', brand: '\u0000\u0008x'.repeat(20) },
    { width: 800, height: 418 },
  );
  expect(hostile).not.toContain('<script');
  expect(hostile).not.toMatch(/[\u0000\u0008]/);
  const long = cardSvg({ ...image, headline: 'W'.repeat(80) }, { width: 1080, height: 1920 });
  for (const [, words = ''] of long.matchAll(/font-weight="600"[^>]*>([^<]*)</g)) expect(words.length).toBeLessThan(30);
});
