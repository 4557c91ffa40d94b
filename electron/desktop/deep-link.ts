/** Screens that a link may open. A link never does more than show one of them. */
const SCREENS: readonly string[] = ['home', 'vacancies', 'plans', 'changes', 'results', 'connections', 'audit', 'settings'];

/**
 * `altavoz://open/changes` → `/changes`; null for anything else. The text comes from any page in any browser, so only a known
 * word passes, never a path, a query or an id.
 */
export function screenOfLink(text: string): string | null {
  const match = /^altavoz:\/\/open\/([a-z]{1,20})\/?$/.exec(text);
  const name = match?.[1];
  return name !== undefined && SCREENS.includes(name) ? `/${name}` : null;
}

/** The link among a process's arguments, as Windows and Linux hand it over. */
export function linkInArguments(argv: readonly string[]): string | null {
  return argv.find((argument) => argument.startsWith('altavoz://')) ?? null;
}
