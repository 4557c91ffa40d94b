import type { Fault } from './answers.ts';

export type Operator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'IN'
  | 'NOT IN'
  | 'LIKE'
  | 'NOT LIKE'
  | 'BETWEEN'
  | 'DURING'
  | 'CONTAINS ANY'
  | 'CONTAINS ALL'
  | 'CONTAINS NONE'
  | 'IS NULL'
  | 'IS NOT NULL'
  | 'REGEXP_MATCH'
  | 'NOT REGEXP_MATCH';

export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly string[];
  /** How each value was written: in quotes, as a number, or bare. */
  readonly written: readonly ('text' | 'number' | 'word')[];
}

export interface Query {
  readonly select: readonly string[];
  readonly from: string;
  readonly where: readonly Condition[];
  readonly orderBy: readonly { readonly field: string; readonly descending: boolean }[];
  readonly limit: number | null;
}

/** Thrown inside the parser only, and turned into an answer by its caller. */
export class QueryRefused extends Error {
  readonly fault: Fault;
  constructor(code: string, message: string) {
    super(message);
    this.fault = { code, message };
  }
}

interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'symbol';
  readonly value: string;
}

function refuse(code: string, message: string): never {
  throw new QueryRefused(`queryError.${code}`, message);
}

function tokens(query: string): Token[] {
  const result: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const rest = query.slice(at);
    const space = /^\s+/.exec(rest);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const quote = rest[0]!;
    if (quote === "'" || quote === '"') {
      const text = /^(['"])((?:\\.|(?!\1)[^\\])*)\1/s.exec(rest);
      if (text === null) refuse('STRING_NOT_TERMINATED', 'A text is not closed.');
      if (text[2]!.includes('\n')) refuse('PROHIBITED_NEWLINE_IN_STRING', 'A text holds a line feed.');
      result.push({ kind: 'text', value: text[2]!.replace(/\\(.)/gs, '$1') });
      at += text[0].length;
      continue;
    }
    const number = /^-?\d+(\.\d+)?/.exec(rest);
    if (number !== null) {
      result.push({ kind: 'number', value: number[0] });
      at += number[0].length;
      continue;
    }
    const word = /^[A-Za-z_][A-Za-z0-9_.]*/.exec(rest);
    if (word !== null) {
      result.push({ kind: 'word', value: word[0] });
      at += word[0].length;
      continue;
    }
    const symbol = /^(!=|<=|>=|[=<>(),])/.exec(rest);
    if (symbol === null) refuse('BAD_SYMBOL', `Unexpected character ${rest[0]}.`);
    result.push({ kind: 'symbol', value: symbol[0] });
    at += symbol[0].length;
  }
  return result;
}

/** Google Ads Query Language: SELECT … FROM … WHERE … AND … ORDER BY … LIMIT … PARAMETERS … (google-ads.md sections 10 and 17.10). */
export function parseQuery(text: string): Query {
  const list = tokens(text);
  let at = 0;
  let kinds: ('text' | 'number' | 'word')[] = [];
  const peek = (): Token | undefined => list[at];
  const isWord = (value: string): boolean => peek()?.kind === 'word' && peek()!.value.toUpperCase() === value;
  const take = (value: string): boolean => {
    if (!isWord(value)) return false;
    at += 1;
    return true;
  };
  const symbol = (value: string): boolean => {
    if (peek()?.kind !== 'symbol' || peek()!.value !== value) return false;
    at += 1;
    return true;
  };
  const field = (): string => {
    const token = peek();
    if (token === undefined) refuse('UNEXPECTED_END_OF_QUERY', 'The query ends too early.');
    if (token.kind !== 'word') refuse('BAD_FIELD_NAME', `Expected a field, found ${token.value}.`);
    at += 1;
    return token.value;
  };
  const value = (): string => {
    const token = peek();
    if (token === undefined) refuse('UNEXPECTED_END_OF_QUERY', 'The query ends too early.');
    if (token.kind === 'symbol') refuse('BAD_VALUE', `Expected a value, found ${token.value}.`);
    at += 1;
    kinds.push(token.kind);
    return token.value;
  };
  const values = (): string[] => {
    if (!symbol('(')) refuse('EXPECTED_LIST', 'A list in parentheses was expected.');
    const items: string[] = [];
    if (symbol(')')) refuse('PROHIBITED_EMPTY_LIST_IN_CONDITION', 'The list is empty.');
    do items.push(value());
    while (symbol(','));
    if (!symbol(')')) refuse('EXPECTED_LIST', 'The list is not closed.');
    return items;
  };

  if (!take('SELECT')) refuse('EXPECTED_SELECT', 'A query begins with SELECT.');
  const select: string[] = [];
  do select.push(field());
  while (symbol(','));
  if (!take('FROM')) refuse('EXPECTED_FROM', 'FROM is missing.');
  const from = field();
  const where: Condition[] = [];
  if (take('WHERE')) {
    do {
      kinds = [];
      where.push({ ...condition(), written: kinds });
    } while (take('AND'));
  }
  const orderBy: { field: string; descending: boolean }[] = [];
  if (take('ORDER')) {
    if (!take('BY')) refuse('EXPECTED_BY', 'ORDER needs BY.');
    do {
      const name = field();
      const descending = take('DESC');
      if (!descending) take('ASC');
      orderBy.push({ field: name, descending });
    } while (symbol(','));
  }
  let limit: number | null = null;
  if (take('LIMIT')) {
    const token = peek();
    if (token?.kind !== 'number' || !/^\d+$/.test(token.value)) refuse('BAD_LIMIT_VALUE', 'LIMIT needs a whole number.');
    at += 1;
    limit = Number(token.value);
    if (limit < 1) refuse('LIMIT_VALUE_TOO_LOW', 'LIMIT must be at least 1.');
  }
  if (take('PARAMETERS')) {
    do {
      const name = field();
      if (name !== 'include_drafts' && name !== 'omit_unselected_resource_names')
        refuse('BAD_PARAMETER_NAME', `There is no parameter ${name}.`);
      if (!symbol('=')) refuse('BAD_OPERATOR', 'A parameter needs =.');
      value();
    } while (symbol(','));
  }
  if (at < list.length) {
    if (isWord('OR')) refuse('EXPECTED_AND', 'Conditions are joined by AND only.');
    refuse('UNEXPECTED_INPUT', `Unexpected ${list[at]!.value}.`);
  }
  return { select, from, where, orderBy, limit };

  function condition(): Omit<Condition, 'written'> {
    const name = field();
    const token = peek();
    if (token === undefined) refuse('UNEXPECTED_END_OF_QUERY', 'The query ends too early.');
    if (token.kind === 'symbol' && ['=', '!=', '<', '<=', '>', '>='].includes(token.value)) {
      at += 1;
      return { field: name, operator: token.value as Operator, values: [value()] }; // one of the six just compared
    }
    if (take('IS')) {
      const negated = take('NOT');
      if (!take('NULL')) refuse('BAD_OPERATOR', 'IS is followed by NULL or NOT NULL.');
      return { field: name, operator: negated ? 'IS NOT NULL' : 'IS NULL', values: [] };
    }
    if (take('NOT')) {
      if (take('IN')) return { field: name, operator: 'NOT IN', values: values() };
      if (take('LIKE')) return { field: name, operator: 'NOT LIKE', values: [value()] };
      if (take('REGEXP_MATCH')) return { field: name, operator: 'NOT REGEXP_MATCH', values: [value()] };
      refuse('BAD_OPERATOR', 'NOT is followed by IN, LIKE or REGEXP_MATCH.');
    }
    if (take('IN')) return { field: name, operator: 'IN', values: values() };
    if (take('LIKE')) return { field: name, operator: 'LIKE', values: [value()] };
    if (take('REGEXP_MATCH')) return { field: name, operator: 'REGEXP_MATCH', values: [value()] };
    if (take('DURING')) return { field: name, operator: 'DURING', values: [value()] };
    if (take('BETWEEN')) {
      const low = value();
      if (!take('AND')) refuse('EXPECTED_VALUE_WITH_BETWEEN_OPERATOR', 'BETWEEN needs two values joined by AND.');
      return { field: name, operator: 'BETWEEN', values: [low, value()] };
    }
    if (take('CONTAINS')) {
      const mode = (['ANY', 'ALL', 'NONE'] as const).find((word) => take(word));
      if (mode === undefined) refuse('BAD_OPERATOR', 'CONTAINS is followed by ANY, ALL or NONE.');
      return { field: name, operator: `CONTAINS ${mode}`, values: values() };
    }
    refuse('BAD_OPERATOR', `${token.value} is no operator.`);
  }
}

/** LIKE: `%` any run, `_` one character, `[x]` the character itself. */
export function likePattern(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const rest = pattern.slice(at);
    const bracket = /^\[(.)\]/s.exec(rest);
    if (bracket !== null) {
      source += bracket[1]!.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
      at += 2;
    } else if (rest[0] === '%') source += '.*';
    else if (rest[0] === '_') source += '.';
    else source += rest[0]!.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 'isu');
}
