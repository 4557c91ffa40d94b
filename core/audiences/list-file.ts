import type { AudienceNetwork } from '../ports/index.ts';
import { csvText } from '../results/index.ts';
import type { AudienceRecord, AudienceStore } from './audience-store.ts';
import { memberFor } from './sync-list.ts';

const PART = 10_000;

/** The list as a network's upload page takes it: SHA-256 in that network's own forms, one person a row. */
export function listFile(
  store: AudienceStore,
  record: AudienceRecord,
  networkId: string,
  network: AudienceNetwork,
): { readonly fileName: string; readonly csv: string; readonly people: number } {
  const rows: string[][] = [['email', 'phone']];
  for (let after = 0; ;) {
    const part = store.members(record.id, after, PART);
    const last = part.at(-1);
    if (last === undefined) break;
    after = last.number;
    for (const { identifiers } of part) {
      const member = memberFor(network, identifiers);
      if (member !== null) rows.push([member.email ?? '', member.phone ?? '']);
    }
  }
  // Only what every file system takes; the name is a person's own text.
  const name = record.name
    .normalize('NFD')
    .replace(/[^\w -]/g, '')
    .trim()
    .replace(/\s+/g, '-')
    .toLowerCase();
  return { fileName: `${name === '' ? 'lista' : name}-${networkId}.csv`, csv: csvText(rows), people: rows.length - 1 };
}
