/**
 * How the simulators of a bench are set. Meta reviews within minutes, and one ad in a hundred is refused without a reason: one
 * that was refused before its activation cannot be switched on, and a publish with such a step is not the same work.
 */
export const SWITCHES: Readonly<Record<string, boolean>> = { 'meta.review_approves_all': true };
