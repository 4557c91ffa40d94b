import { createHash } from 'node:crypto';
import type { ImageRenderer, RenderedImage } from '../../core/ports/index.ts';
import { cardSvg } from './card-svg.ts';
import { loadDrawing, type Draw } from './drawing.ts';
import { startDrawingThread, type DrawingThread } from './drawing-thread.ts';

export interface ClosableImageRenderer extends ImageRenderer {
  /** Ends the thread. Pictures under way, and later ones, are drawn in the caller's thread. */
  close(): Promise<void>;
}

const MOST_REMEMBERED = 64;

/** Set up once in this thread, whoever asks first. */
let here: Promise<Draw> | null = null;

/**
 * Draws the pictures of ads, the same bytes everywhere. With a worker the caller's thread stays free: a picture takes a tenth of a second.
 * Loaded at the first picture; where the worker cannot start or ends, pictures are drawn here.
 *
 * `workerUrl`: `drawing-worker.ts` from source, its bundle once built. Null draws everything in this thread.
 */
export function createImageRenderer(options: { readonly workerUrl: URL | null } = { workerUrl: null }): ClosableImageRenderer {
  /** A campaign uploads the same few pictures for every ad; several of its steps may ask for one at the same time. */
  const recent = new Map<string, Promise<RenderedImage>>();
  let thread: DrawingThread | null = null;
  let closed = false;

  async function drawn(svg: string): Promise<Uint8Array> {
    if (options.workerUrl !== null && !closed) thread ??= startDrawingThread(options.workerUrl);
    const bytes = thread === null ? null : await thread.draw(svg);
    if (bytes !== null) return bytes;
    here ??= loadDrawing();
    return (await here)(svg);
  }

  async function render(svg: string, size: { readonly width: number; readonly height: number }): Promise<RenderedImage> {
    const bytes = await drawn(svg);
    return { bytes, mime: 'image/png', width: size.width, height: size.height, sha256: hash('sha256', bytes), md5: hash('md5', bytes) };
  }

  return {
    render(image, size) {
      const svg = cardSvg(image, size);
      const known = recent.get(svg);
      if (known !== undefined) return known;
      if (recent.size >= MOST_REMEMBERED) recent.clear();
      const picture = render(svg, size);
      recent.set(svg, picture);
      // A failure is not remembered: the next to ask tries again.
      picture.catch(() => recent.delete(svg));
      return picture;
    },
    async close() {
      closed = true;
      await thread?.close();
    },
  };
}

function hash(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
