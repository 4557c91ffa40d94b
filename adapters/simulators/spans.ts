/** Stretches of time, as delivery asks for them: from, to, in ms; the end is outside. */
export type Span = readonly [number, number];

/** Stretches of a span in which an object was in a state, from its history of `[since, state]`, oldest first. */
export function spansIn<S>(history: readonly (readonly [number, S])[], state: S, span: Span): readonly Span[] {
  return history.flatMap(([since, was], index): Span[] => {
    if (was !== state) return [];
    const from = Math.max(since, span[0]);
    const to = Math.min(history[index + 1]?.[0] ?? Number.MAX_SAFE_INTEGER, span[1]);
    return to > from ? [[from, to]] : [];
  });
}

export function intersect(left: readonly Span[], right: readonly Span[]): readonly Span[] {
  return left.flatMap(([a, b]) =>
    right.flatMap(([c, d]): Span[] => (Math.min(b, d) > Math.max(a, c) ? [[Math.max(a, c), Math.min(b, d)]] : [])),
  );
}

export function totalMs(spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** From each approval to the next review: an ad whose text was changed waits again. Reviews oldest first. */
export function approvedSpans(
  reviews: readonly { readonly startedMs: number; readonly decidedMs: number; readonly approved: boolean }[],
): readonly Span[] {
  return reviews.flatMap((review, index): Span[] => {
    const until = reviews[index + 1]?.startedMs ?? Number.MAX_SAFE_INTEGER;
    return review.approved && review.decidedMs < until ? [[review.decidedMs, until]] : [];
  });
}
