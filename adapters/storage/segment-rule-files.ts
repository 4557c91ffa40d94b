import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ProtectedTraits, SegmentMedia } from '../../core/segmentation/index.ts';

/** What may not sort people, and what a segment leads to. Both ship in `resources/rules`. */
export function readSegmentRules(directory: string): { readonly protectedTraits: ProtectedTraits; readonly media: SegmentMedia } {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(directory, `${name}.json`), 'utf8'));
  return { protectedTraits: ProtectedTraits.parse(read('protected-traits')), media: SegmentMedia.parse(read('segment-media')) };
}
