/** How the tables of messages are read: `shapes.ts` says what the signs mean. */

export interface FieldShape {
  readonly name: string;
  /** As queries and error paths write it. */
  readonly snake: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly required: boolean;
  readonly outputOnly: boolean;
  readonly immutable: boolean;
}

export interface MessageShape {
  readonly name: string;
  /** By the JSON name and by the snake_case name alike: proto JSON takes both. */
  readonly fields: ReadonlyMap<string, FieldShape>;
  readonly oneofs: readonly (readonly string[])[];
}

const snakeNames = new Map<string, string>([['googleAnalytics4Settings', 'google_analytics_4_settings']]);

/** `finalUrlSuffix` → `final_url_suffix`, remembered because every request asks thousands of times. One name of the descriptors sets its digit apart. */
export function snakeCase(name: string): string {
  let snake = snakeNames.get(name);
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (snakeNames.size < 5_000) snakeNames.set(name, snake);
  }
  return snake;
}

function parseLine(line: string): MessageShape {
  const [name = '', ...parts] = line.split(' ');
  const fields = new Map<string, FieldShape>();
  const oneofs: string[][] = [];
  for (const part of parts) {
    if (part.startsWith('@')) {
      oneofs.push(part.slice(1).split(','));
      continue;
    }
    const match = /^(\w+):([\w.*]+?)((?:\[\])?)([!^=]*)$/.exec(part);
    if (match === null) throw new Error(`Unreadable field ${part} of ${name}`);
    const field: FieldShape = {
      name: match[1]!,
      snake: snakeCase(match[1]!),
      type: match[2]!,
      repeated: match[3] !== '',
      required: match[4]!.includes('!'),
      outputOnly: match[4]!.includes('^'),
      immutable: match[4]!.includes('='),
    };
    fields.set(field.name, field);
    fields.set(field.snake, field);
  }
  return { name, fields, oneofs };
}

export function readShapes(lines: string): ReadonlyMap<string, MessageShape> {
  return new Map(
    lines
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), parseLine(line)]),
  );
}
