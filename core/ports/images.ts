import type { AdImage } from '../contract/plan-model.ts';

export interface RenderedImage {
  readonly bytes: Uint8Array;
  readonly mime: 'image/png';
  readonly width: number;
  readonly height: number;
  /** Lower-case hex of `bytes`. */
  readonly sha256: string;
  readonly md5: string;
}

/** Draws the picture of an ad on this machine. The same recipe and size give the same bytes on every machine. */
export interface ImageRenderer {
  render(image: AdImage, size: { readonly width: number; readonly height: number }): Promise<RenderedImage>;
}
