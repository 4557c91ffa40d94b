import type { Database } from './database.ts';
import { createFacts, type Facts } from './facts.ts';
import type { MachineStore } from './machine-record.ts';

/**
 * Database and machine must agree on who this is and how far it had come; both go one ahead at every opening, after
 * every backup and at closing. A file that is behind was put back from a copy; one that is ahead by one is what a
 * crash between the two writes leaves.
 */
export async function agree(facts: Facts, machine: MachineStore, database: Database): Promise<'here' | 'other_machine'> {
  // A key store that does not answer cannot say that this is the workspace's machine: it can be read, and moved here later.
  const remembered = await machine.read().catch(() => null);
  if (remembered === null || remembered.installationId !== facts.get('installation_id')) return 'other_machine';
  const epoch = Number(facts.get('epoch') ?? 0);
  if (epoch !== remembered.epoch && epoch !== remembered.epoch + 1) facts.set('fence', facts.get('fence') ?? 'epoch');
  // First level, then go ahead: two kills at this very place would otherwise look like a jump of two.
  if (epoch === remembered.epoch + 1) await machine.write({ ...remembered, epoch });
  await advance(facts, machine, database, Math.max(epoch, remembered.epoch));
  return 'here';
}

async function advance(facts: Facts, machine: MachineStore, database: Database, from: number): Promise<void> {
  const remembered = await machine.read();
  if (remembered === null) return;
  database.pragma('synchronous=FULL');
  facts.set('epoch', String(from + 1));
  database.pragma('synchronous=NORMAL');
  await machine.write({ ...remembered, epoch: from + 1 });
}

/** After a backup and at closing: copies made until now are behind from here on, so that putting one back shows. */
export async function goAhead(machine: MachineStore, database: Database): Promise<void> {
  const facts = createFacts(database);
  await advance(facts, machine, database, Number(facts.get('epoch') ?? 0));
}
