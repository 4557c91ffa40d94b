import type { ForeignEdit, SimObject, SimState } from '../../adapters/simulators/types.ts';
import type { Api, AppContract, FieldDifference, PlanObject } from '../../core/contract/index.ts';

type Program = Api<AppContract>;

async function control(api: Program): Promise<string> {
  const { controlUrl } = await api.simulators.state({});
  if (controlUrl === null) throw new Error('The simulators have no control address');
  return controlUrl;
}

/** What a network itself holds: its own books, never ours. */
export async function booksOf(api: Program, network: string): Promise<SimState> {
  const answer = await fetch(new URL(`/state?network=${network}`, await control(api)));
  return (await answer.json()) as SimState; // the control address is our own protocol
}

export async function everythingOn(api: Program, network: string): Promise<ReadonlyMap<string, SimObject>> {
  const { campaigns, adGroups, ads } = await booksOf(api, network);
  return new Map([...campaigns, ...adGroups, ...ads].map((object) => [object.id, object]));
}

/** Somebody does that in the network's own screens. */
export async function editThere(api: Program, network: string, edit: ForeignEdit): Promise<void> {
  const answer = await fetch(new URL('/edits', await control(api)), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ network, ...edit }),
  });
  if (!answer.ok) throw new Error(`${network} did not take ${JSON.stringify(edit)}: ${await answer.text()}`);
}

/** Every object of a network that was published, as the plan has it. */
export async function publishedOn(api: Program, network: string): Promise<readonly PlanObject[]> {
  const objects: PlanObject[] = [];
  for (const level of ['campaign', 'ad_group', 'ad'] as const) {
    const { rows } = await api.plans.list({
      filter: { clientId: null, networks: [network], level, underId: null, text: '', quick: null },
      sort: { by: 'name', direction: 'asc' },
      offset: 0,
      limit: 200,
    });
    for (const { id } of rows) {
      const object = await api.plans.get({ objectId: id });
      if (object.remoteId !== null) objects.push(object);
    }
  }
  return objects;
}

/** The fields of an object that are not as they were confirmed. */
export async function openFields(api: Program, objectId: string): Promise<readonly FieldDifference[]> {
  return (await api.changes.difference({ objectId })).fields.filter(({ kind }) => kind !== 'unchanged');
}
