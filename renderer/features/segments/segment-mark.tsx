import { colourOf } from './view.ts';

/** A segment's number on its colour: round for the first six, square for the others. */
export function SegmentMark({ segment }: { readonly segment: number }) {
  return (
    <span className={`segment-mark${segment >= 6 ? ' segment-mark-square' : ''}`} style={{ borderColor: colourOf(segment) }} aria-hidden>
      {segment + 1}
    </span>
  );
}
