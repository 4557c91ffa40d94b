import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ImageRenderer, RenderedImage } from '../../core/ports/index.ts';
import { cardSvg } from './card-svg.ts';

// Not named `require`: the bundler declares one of its own.
const locate = createRequire(import.meta.url);
const MOST_REMEMBERED = 64;

/** The library may be set up once in a process, whoever asks first. */
let drawing: Promise<(svg: string) => Uint8Array> | null = null;

/**
 * Draws with resvg in WebAssembly and the program's own typeface: no font of the machine is asked, so the bytes are the
 * same everywhere. Loaded at the first picture.
 */
export function createImageRenderer(): ImageRenderer {
  /** A campaign uploads the same few pictures for every ad. */
  const recent = new Map<string, RenderedImage>();
  return {
    async render(image, size) {
      const svg = cardSvg(image, size);
      const known = recent.get(svg);
      if (known !== undefined) return known;
      drawing ??= load();
      const bytes = (await drawing)(svg);
      const drawn: RenderedImage = {
        bytes,
        mime: 'image/png',
        width: size.width,
        height: size.height,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        md5: createHash('md5').update(bytes).digest('hex'),
      };
      if (recent.size >= MOST_REMEMBERED) recent.clear();
      recent.set(svg, drawn);
      return drawn;
    },
  };
}

async function load(): Promise<(svg: string) => Uint8Array> {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  await initWasm(readFileSync(locate.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  const fontBuffers = [400, 600].flatMap((weight) =>
    ['latin', 'latin-ext'].map(
      (set) => new Uint8Array(readFileSync(locate.resolve(`@fontsource/ibm-plex-sans/files/ibm-plex-sans-${set}-${weight}-normal.woff2`))),
    ),
  );
  return (svg) => {
    const scene = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'IBM Plex Sans', loadSystemFonts: false } as object });
    const picture = scene.render();
    const bytes = picture.asPng();
    picture.free();
    scene.free();
    return bytes;
  };
}
