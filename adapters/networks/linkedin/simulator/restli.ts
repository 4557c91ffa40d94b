import { wrong } from './problems.ts';

/** What `(start:(year:2026),values:List(A,B))` says. Values arrive decoded, so that an URN's colons are told from the structure's by their place. */
export type Parsed = string | readonly Parsed[] | { readonly [name: string]: Parsed };

export function parseRestli(text: string, field: string): Parsed {
  let at = 0;
  const broken = () => wrong(field, 'in the form of Rest.li 2.0');

  function value(): Parsed {
    if (text.startsWith('List(', at)) {
      at += 5;
      return closed(value);
    }
    if (text[at] !== '(') return word(/[^,()]/);
    at += 1;
    const entries = closed((): readonly [string, Parsed] => {
      const name = word(/[^,():]/);
      if (text[at] !== ':') throw broken();
      at += 1;
      return [name, value()];
    });
    return Object.fromEntries(entries);
  }

  function closed<T>(next: () => T): readonly T[] {
    const found: T[] = [];
    if (text[at] === ')') return ((at += 1), found);
    for (;;) {
      found.push(next());
      const mark = text[at];
      at += 1;
      if (mark === ')') return found;
      if (mark !== ',') throw broken();
    }
  }

  function word(allowed: RegExp): string {
    const from = at;
    while (at < text.length && allowed.test(text[at] ?? '')) at += 1;
    if (at === from) throw broken();
    return text.slice(from, at);
  }

  const whole = value();
  if (at !== text.length) throw broken();
  return whole;
}

export function memberOf(parsed: Parsed | undefined, name: string): Parsed | undefined {
  return typeof parsed === 'object' && !Array.isArray(parsed) ? (parsed as { readonly [name: string]: Parsed })[name] : undefined; // an object that is no list
}

export function textsIn(parsed: Parsed | undefined, field: string): readonly string[] {
  if (!Array.isArray(parsed) || parsed.length === 0) throw wrong(field, 'a list with something in it');
  return parsed.map((one: Parsed) => {
    if (typeof one !== 'string') throw wrong(field, 'a list of words');
    return one;
  });
}
