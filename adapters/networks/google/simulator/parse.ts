import { ENUMS } from './enums.ts';
import { MANAGER_ENUMS } from './manager-enums.ts';
import { messageShape, type FieldShape, type MessageShape } from './shapes.ts';
import { isFields, type Fields, type Value } from './values.ts';

export interface Violation {
  readonly field: string;
  readonly description: string;
}

/**
 * Reads a request body as proto JSON does: both spellings of a name, int64 as text or number, enums by name, unknown names refused
 * (google-ads.md section 17.1). Gives the body in camelCase with int64 as text.
 */
export function parseMessage(name: string, input: unknown, violations: Violation[]): Fields {
  // Places are spelled out only once something is known to be wrong: most requests are right, and some are large.
  const found: Violation[] = [];
  const fields = parse(name, input, found, null);
  if (found.length > 0) parse(name, input, violations, '');
  return fields;
}

function inside(at: string | null, name: string): string | null {
  return at === null ? null : at === '' ? name : `${at}.${name}`;
}

/** `at` null: no place is kept. */
function parse(name: string, input: unknown, violations: Violation[], at: string | null): Fields {
  const shape = messageShape(name);
  const result: Fields = {};
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    violations.push({ field: at ?? '', description: `Invalid value at '${at}' (type.googleapis.com/${name}), ${JSON.stringify(input)}` });
    return result;
  }
  for (const [key, value] of Object.entries(input)) {
    const field = shape.fields.get(key);
    const place = inside(at, field?.snake ?? key);
    if (field === undefined) {
      violations.push({
        field: at ?? '',
        description: `Invalid JSON payload received. Unknown name "${key}"${at === '' ? '' : ` at '${at}'`}: Cannot find field.`,
      });
      continue;
    }
    if (value === null || value === undefined) continue; // null means "not set" in proto JSON
    if (field.name in result) {
      violations.push({ field: place ?? '', description: `Invalid value at '${place}', field is already set.` });
      continue;
    }
    if (field.repeated) {
      if (!Array.isArray(value)) violations.push({ field: place ?? '', description: `Invalid value at '${place}', a list was expected.` });
      else
        result[field.name] = value.map((item, index) => parseValue(field, item, violations, place === null ? null : `${place}[${index}]`));
    } else result[field.name] = parseValue(field, value, violations, place);
  }
  for (const oneof of shape.oneofs) {
    const given = oneof.filter((member) => member in result);
    if (given.length > 1)
      violations.push({
        field: at ?? '',
        description: `Invalid value at '${at}' (oneof), oneof field is already set. Cannot set '${given[1]}'.`,
      });
  }
  return result;
}

function parseValue(field: FieldShape, value: unknown, violations: Violation[], place: string | null): Value {
  const wrong = (kind: string): Value => {
    violations.push({ field: place ?? '', description: `Invalid value at '${place}' (${kind}), ${JSON.stringify(value)}` });
    return null;
  };
  switch (field.type) {
    case 's':
    case 'x':
    case 'mask':
      return typeof value === 'string' ? value : wrong('TYPE_STRING');
    case 'i': {
      if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
      const whole = typeof value === 'string' && /^-?\d{1,19}$/.test(value) ? BigInt(value) : null;
      return whole !== null && BigInt.asIntN(64, whole) === whole ? whole.toString() : wrong('TYPE_INT64');
    }
    case 'n':
      return typeof value === 'number' && Number.isInteger(value) && (value | 0) === value ? value : wrong('TYPE_INT32');
    case 'd':
      return typeof value === 'number' ? value : wrong('TYPE_DOUBLE');
    case 'b':
      return typeof value === 'boolean' ? value : wrong('TYPE_BOOL');
    case '*':
      return value as Value; // it came out of JSON.parse, so it is one
    default:
  }
  if (field.type.startsWith('E.')) {
    const values = ENUMS.get(field.type.slice(2)) ?? MANAGER_ENUMS.get(field.type.slice(2));
    if (typeof value === 'string' && (values?.has(value) ?? false)) return value;
    return wrong(`type.googleapis.com/google.ads.googleads.enums.${field.type.slice(2)}`);
  }
  return parse(field.type.slice(2), value, violations, place);
}

/** The field behind a dotted path in either spelling; null when there is none. */
export function fieldAt(
  message: string,
  path: string,
): { readonly field: FieldShape; readonly camel: string; readonly owner: MessageShape } | null {
  let shape = messageShape(message);
  const names: string[] = [];
  const parts = path.split('.');
  for (const [index, part] of parts.entries()) {
    const field = shape.fields.get(part);
    if (field === undefined) return null;
    names.push(field.name);
    if (index === parts.length - 1) return { field, camel: names.join('.'), owner: shape };
    if (!field.type.startsWith('M.') || field.repeated) return null;
    shape = messageShape(field.type.slice(2));
  }
  return null;
}

/**
 * Takes away what only the network may say, but for a picture: the descriptors mark `image_asset` as output only, and Google's own
 * samples upload by it (read 2026-11-29). Whether Google refuses such fields instead is not documented (switch `google.output_only_refused`).
 */
export function stripOutputOnly(message: string, fields: Fields, found: string[], at = ''): void {
  const shape = messageShape(message);
  for (const [name, value] of Object.entries(fields)) {
    const field = shape.fields.get(name);
    if (field === undefined) continue;
    if (message === 'Asset' && name === 'imageAsset') continue;
    if (field.outputOnly) {
      found.push(at === '' ? field.snake : `${at}.${field.snake}`);
      delete fields[name];
    } else if (field.type.startsWith('M.')) {
      for (const item of Array.isArray(value) ? value : [value])
        if (isFields(item)) stripOutputOnly(field.type.slice(2), item, found, field.snake);
    }
  }
}
