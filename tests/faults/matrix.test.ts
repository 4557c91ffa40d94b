import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** The fault matrix: what can go wrong, by row. A row is proven by tests whose names begin with its number. */
const ROWS: Readonly<Record<string, string>> = {
  'FM-01': 'killed before the request',
  'FM-02': 'killed after the request, before the answer is stored',
  'FM-03': 'killed between the parts of a campaign',
  'FM-04': 'killed between an activation and its record',
  'FM-05': 'a write of the journal fails',
  'FM-06': 'the network comes and goes',
  'FM-07': 'slow, cut and reset answers',
  'FM-08': 'dead names, portals, broken certificates',
  'FM-09': 'quota',
  'FM-10': 'a server error before or after the object was made',
  'FM-11': 'the answer never comes',
  'FM-12': 'a refusal',
  'FM-13': 'a failure that lies about passing',
  'FM-14': 'a token that expires in the middle',
  'FM-15': 'a token that is taken back',
  'FM-16': 'the answer to a refresh is lost',
  'FM-17': 'success in part',
  'FM-18': 'review',
  'FM-19': 'a clock that jumps',
  'FM-20': 'sleep in the middle of a request',
  'FM-21': 'time zones and changes of the clocks',
  'FM-22': 'a full disk',
  'FM-23': 'a damaged database',
  'FM-24': 'a power cut',
  'FM-25': 'two programs on one machine',
  'FM-26': 'one workspace on two machines',
  'FM-27': 'the key store',
  'FM-28': 'offline for a week',
  'FM-29': 'a vacancy that closes meanwhile',
  'FM-30': 'a budget spent twice',
  'FM-31': 'a restored backup',
  'FM-32': 'the same thing wished twice',
  'FM-33': 'a schema change cut short',
  'FM-34': 'an update during a publish',
  'FM-35': 'an upload that breaks off',
  'FM-36': 'somebody changed it on the network',
  'FM-37': 'fields and values that nobody knows',
  'FM-38': 'the window dies',
  'FM-39': 'one poisoned row in a large file',
  'FM-40': 'a simulator that is wrong',
};

const tests = path.resolve(import.meta.dirname, '..');
const NAME = /\b(?:test|it)(?:\.[a-zA-Z]+(?:\([^)]*\))?)?\(\s*(?:'((?:[^'\\]|\\.)*)'|`([^`]*)`)/g;

/** Names of all tests, as they stand in the sources; where each is. */
function testNames(): readonly { readonly name: string; readonly file: string }[] {
  return readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.tsx?$/.test(file))
    .flatMap((file) =>
      [...readFileSync(path.join(tests, file), 'utf8').matchAll(NAME)].map(([, plain, template]) => ({
        name: plain ?? template ?? '',
        file,
      })),
    );
}

test('every row of the fault matrix has a test that names it, and no test names a row that is none', () => {
  const proven = new Map<string, string[]>();
  for (const { name, file } of testNames())
    for (const [row] of name.matchAll(/FM-\d\d/g)) proven.set(row, [...(proven.get(row) ?? []), `${file}: ${name}`]);
  // Rows of a loop are written beside their cases.
  for (const [row] of readFileSync(path.join(tests, 'faults', 'road-rows.test.ts'), 'utf8').matchAll(/FM-\d\d/g))
    if (testNames().some(({ name, file }) => file.endsWith('road-rows.test.ts') && name.startsWith('${row}')))
      proven.set(row, [...(proven.get(row) ?? []), 'faults/road-rows.test.ts']);
  const missing = Object.keys(ROWS).filter((row) => !proven.has(row));
  expect(missing.map((row) => `${row}: ${ROWS[row]}`)).toEqual([]);
  expect([...proven.keys()].filter((row) => ROWS[row] === undefined)).toEqual([]);
});

test('docs/reliability.md says of every row which tests prove it', () => {
  const lines = readFileSync(path.join(tests, '..', 'docs', 'reliability.md'), 'utf8').split('\n');
  const told = lines.flatMap((line) => {
    const [, row, what, files] = /^\| (FM-\d\d) \| ([^|]+) \| ([^|]+) \|$/.exec(line) ?? [];
    return row === undefined || what === undefined || files === undefined ? [] : [{ row, what, files: files.split(', ') }];
  });
  expect(Object.fromEntries(told.map(({ row, what }) => [row, what]))).toEqual(ROWS);
  const wrong = told.flatMap(({ row, files }) => {
    const naming = new Set(testNames().flatMap(({ name, file }) => (name.includes(row) ? [`\`${file.replaceAll('\\', '/')}\``] : [])));
    naming.delete('`faults/matrix.test.ts`');
    const unnamed = [...naming].filter((file) => !files.includes(file));
    const silent = files.filter((file) => !readFileSync(path.join(tests, file.replaceAll('`', '')), 'utf8').includes(row));
    return [...unnamed.map((file) => `${row} lacks ${file}`), ...silent.map((file) => `${row} is not in ${file}`)];
  });
  expect(wrong).toEqual([]);
});
