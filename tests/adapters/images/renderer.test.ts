import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { cardSvg } from '../../../adapters/images/card-svg.ts';
import { createImageRenderer, type ClosableImageRenderer } from '../../../adapters/images/renderer.ts';
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

describe('with a worker', () => {
  const workerUrl = pathToFileURL(path.resolve(import.meta.dirname, '../../../adapters/images/drawing-worker.ts'));
  const square = { width: 300, height: 300 };
  const opened: ClosableImageRenderer[] = [];
  const withWorker = (url: URL): ClosableImageRenderer => {
    const renderer = createImageRenderer({ workerUrl: url });
    opened.push(renderer);
    return renderer;
  };
  const bytesHere = async (size = square): Promise<string> => (await createImageRenderer().render(image, size)).sha256;
  afterEach(async () => {
    for (const renderer of opened.splice(0)) await renderer.close();
  });

  test.each([
    [1080, 1080],
    [800, 418],
    [1080, 1920],
  ])('draws %i × %i to the same bytes as without', async (width, height) => {
    const there = await withWorker(workerUrl).render(image, { width, height });
    const here = await createImageRenderer().render(image, { width, height });
    expect(Buffer.compare(Buffer.from(there.bytes), Buffer.from(here.bytes))).toBe(0);
    expect(there).toEqual(here);
  });

  test('answers each of several askers with its own picture, and draws one that two ask for once', async () => {
    const renderer = withWorker(workerUrl);
    const places = ['Bogotá', 'Cali', 'Pasto', 'Neiva', 'Bogotá'];
    const drawn = await Promise.all(places.map((place) => renderer.render({ ...image, place }, square)));
    const alone = await Promise.all(places.map((place) => createImageRenderer().render({ ...image, place }, square)));
    expect(drawn.map(({ sha256 }) => sha256)).toEqual(alone.map(({ sha256 }) => sha256));
    expect(drawn[4]).toBe(drawn[0]);
  });

  test('finishes what is under way when it is closed, and draws later ones without the thread', async () => {
    const renderer = withWorker(workerUrl);
    const under = renderer.render(image, square);
    await renderer.close();
    expect((await under).sha256).toBe(await bytesHere());
    const wide = { width: 400, height: 200 };
    expect((await renderer.render(image, wide)).sha256).toBe(await bytesHere(wide));
    await renderer.close();
  });

  test.each([
    ['is not there', null],
    ['cannot load what it needs', "throw new Error('nothing to draw with');"],
    ['ends at the first picture', "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));"],
  ])('draws in its own thread when the worker %s', async (_what, source) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-drawing-'));
    try {
      const file = path.join(folder, 'worker.mjs');
      if (source !== null) writeFileSync(file, source);
      const renderer = withWorker(pathToFileURL(file));
      expect((await renderer.render(image, square)).sha256).toBe(await bytesHere());
      expect((await renderer.render({ ...image, place: 'Cali' }, square)).width).toBe(300);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('tells whoever asked that a picture cannot be drawn, and goes on with the next', async () => {
    const renderer = withWorker(workerUrl);
    await expect(renderer.render(image, { width: 0, height: 300 })).rejects.toThrow(/could not be drawn/);
    expect((await renderer.render(image, square)).sha256).toBe(await bytesHere());
  });
});
