import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import { root, type Place } from './e2e-program.ts';

const DAY_MS = 86_400_000;

/** As Excel in Spanish saves "CSV": Windows-1252, semicolons, CRLF, day/month/year. `{{+30}}` in the fixture is thirty days from now. */
export function excelSpanishFile(place: Place, fixture: string, edit: (text: string) => string = (text) => text): string {
  const text = readFileSync(path.join(root, 'tests/fixtures/e2e', fixture), 'utf8').replaceAll(/\{\{\+(\d+)\}\}/g, (_all, days: string) => {
    const [year, month, day] = new Date(Date.now() + Number(days) * DAY_MS).toISOString().slice(0, 10).split('-');
    return `${day}/${month}/${year}`;
  });
  const file = path.join(place.home, fixture);
  writeFileSync(file, iconv.encode(edit(text).replaceAll('\n', '\r\n'), 'windows-1252'));
  return file;
}
