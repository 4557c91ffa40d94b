import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Api, AppContract, Client } from '../../core/contract/index.ts';
import { addDays, dayNumber } from '../../core/kernel/days.ts';

/** The day on which the made people's dates were made. */
const BASE_DAY = '2026-11-20';
const DECLARATION = { source: 'Personas inventadas para practicar', purpose: 'job_offers', consent: 'unknown' } as const;

/** Where a client's people come from: a file of somebody's, or the made ones that ship with the program. */
export type PeopleSource = { readonly path: string } | { readonly name: string; readonly base64: string };

/** The made candidates, their dates moved so that they are as far from today as they were from the day they were made. */
export async function samplePeople(resourcesRoot: string, nowMs: number): Promise<PeopleSource> {
  const shift = Math.floor(nowMs / 86_400_000) - dayNumber(BASE_DAY);
  const text = await readFile(path.join(resourcesRoot, 'samples', 'candidatos.csv'), 'utf8');
  const moved = text.replaceAll(/\d{4}-\d{2}-\d{2}/g, (day) => addDays(day, shift));
  return { name: 'candidatos.csv', base64: Buffer.from(moved, 'utf8').toString('base64') };
}

/** As the screen does it; what the file does not say of consent stays unknown, so nobody lands on a list who did not agree. */
export async function importPeople(api: Api<AppContract>, client: Client, source: PeopleSource): Promise<number> {
  const opened = await api.candidates.openImport({ clientId: client.id, source, declaration: DECLARATION });
  const counts = await api.candidates.commitImport({ importId: opened.importId });
  return counts.new + counts.changed + counts.unchanged;
}
