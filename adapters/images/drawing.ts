import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Not named `require`: the bundler declares one of its own.
const locate = createRequire(import.meta.url);

/** An SVG as the bytes of a PNG. */
export type Draw = (svg: string) => Uint8Array<ArrayBuffer>;

/**
 * Loads resvg in WebAssembly and the program's own typeface: no font of the machine is asked, so the bytes are the same everywhere.
 * The library may be set up once in a thread, whoever asks first.
 */
export async function loadDrawing(): Promise<Draw> {
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
    // A copy out of the library's memory, so it may be handed to another thread.
    const bytes = new Uint8Array(picture.asPng());
    picture.free();
    scene.free();
    return bytes;
  };
}
