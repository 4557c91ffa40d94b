import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DATA_MANAGER_CATALOGUE } from '../../adapters/networks/google/error-codes.ts';
import { MANAGER_ENUMS } from '../../adapters/networks/google/simulator/manager-enums.ts';
import { MANAGER_MESSAGES } from '../../adapters/networks/google/simulator/manager-shapes.ts';
import { money } from '../../core/kernel/index.ts';
import { factSheet, hashes, NOW_MS, openWorld, valueOf, type World } from '../adapters/networks/google/world.ts';

/** The published description of Data Manager judges our tables, our requests and the answers that our simulator gives. It is no part of this repository. */
const FILE = factSheet('google-datamanager-spec.json');
const Spec = z.object({
  messages: z.record(z.string(), z.record(z.string(), z.string())),
  enums: z.record(z.string(), z.array(z.string())),
});
type Spec = z.infer<typeof Spec>;

if (FILE === null) console.warn('SKIPPED: the description of Data Manager is not here, so nothing is held against it');

describe.skipIf(FILE === null)('Data Manager as it is published', () => {
  let spec: Spec;
  let world: World;
  beforeAll(async () => {
    spec = Spec.parse(JSON.parse(readFileSync(FILE!, 'utf8')));
    world = await openWorld();
    const audiences = world.ports.audiences!;
    const conversions = world.ports.conversions!;
    const { remoteId } = valueOf(
      await audiences.create(world.account, { name: 'Lista', marker: 'k3f9q2ma', description: 'De prueba', retentionDays: 30 }),
    );
    const added = valueOf(await audiences.change(world.account, remoteId, 'add', hashes(300)));
    valueOf(await audiences.progress!(world.account, added.requestId!));
    const occurredAt = new Date(NOW_MS - 3_600_000).toISOString();
    const event = { eventId: 'e1', occurredAt, clickId: 'Cj0KCQsim00001', member: hashes(1)[0]!, sourceUrl: null } as const;
    world.fault('send_events', 'partial');
    const [receipt] = valueOf(
      await conversions.send(world.account, [
        { ...event, name: 'application', value: money(1_500_000n, 'COP') },
        { ...event, eventId: 'e2', name: 'hire', value: null },
        { ...event, eventId: 'e3', name: 'qualified_application', value: null },
      ]),
    );
    valueOf(await audiences.change(world.account, remoteId, 'remove', hashes(10)));
    world.host.advance(86_400_000);
    valueOf(await audiences.progress!(world.account, added.requestId!));
    valueOf(await conversions.progress!(world.account, receipt!.requestId!));
    valueOf(await audiences.find(world.account, 'k3f9q2ma'));
    valueOf(await audiences.read(world.account, remoteId));
    valueOf(await audiences.remove(world.account, remoteId));
  });
  afterAll(() => world.close());

  const REQUEST: Readonly<Record<string, string>> = {
    create_audience: 'UserList',
    add_members: 'IngestAudienceMembersRequest',
    remove_members: 'RemoveAudienceMembersRequest',
    send_events: 'IngestEventsRequest',
  };
  const ANSWER: Readonly<Record<string, string>> = {
    create_audience: 'UserList',
    read_audience: 'UserList',
    list_audiences: 'ListUserListsResponse',
    add_members: 'IngestAudienceMembersResponse',
    remove_members: 'RemoveAudienceMembersResponse',
    send_events: 'IngestEventsResponse',
    request_status: 'RetrieveRequestStatusResponse',
  };

  const short = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
  const named = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
    table[name] ?? Object.entries(table).find(([full]) => short(full) === short(name))?.[1];

  /** Everything that a value gets wrong against the description. */
  function faultsOf(message: string, value: unknown, at: string, found: string[]): void {
    const fields = named(spec.messages, message);
    if (fields === undefined || typeof value !== 'object' || value === null) return void found.push(`${at}: not a ${message}`);
    for (const [name, type] of Object.entries(fields)) if (type.endsWith('!') && !(name in value)) found.push(`${at}.${name}: missing`);
    for (const [name, member] of Object.entries(value)) {
      const type = fields[name];
      if (type === undefined) found.push(`${at}.${name}: unknown`);
      else if (type.replace('!', '').endsWith('[]')) {
        if (!Array.isArray(member)) found.push(`${at}.${name}: not a list`);
        else for (const item of member) checkValue(type.replace(/(\[\])?!?$/, ''), item, `${at}.${name}`, found);
      } else checkValue(type.replace('!', ''), member, `${at}.${name}`, found);
    }
  }

  function checkValue(type: string, value: unknown, at: string, found: string[]): void {
    const values = named(spec.enums, type);
    if (values !== undefined) {
      if (!values.includes(String(value)) || String(value).endsWith('UNSPECIFIED')) found.push(`${at}: ${String(value)} is no ${type}`);
    } else if (type === 'string') {
      if (typeof value !== 'string') found.push(`${at}: text expected`);
    } else if (type === 'int64') {
      if (typeof value !== 'string' || !/^-?\d+$/.test(value)) found.push(`${at}: int64 must be text`);
    } else if (type === 'bool') {
      if (typeof value !== 'boolean') found.push(`${at}: boolean expected`);
    } else if (type === 'double' || type === 'int32') {
      if (typeof value !== 'number') found.push(`${at}: number expected`);
    } else if (type === 'google.protobuf.Timestamp') {
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(String(value))) found.push(`${at}: not a timestamp`);
    } else if (type === 'google.protobuf.Duration') {
      if (!/^\d+(\.\d+)?s$/.test(String(value))) found.push(`${at}: not a duration`);
    } else faultsOf(type, value, at, found);
  }

  it('finds no unknown field, no missing one and no value outside its enum in what the adapter sends', () => {
    const found: string[] = [];
    const seen = new Set<string>();
    for (const { operation, body } of world.host.requests('google')) {
      const message = REQUEST[operation];
      if (message === undefined) continue;
      seen.add(operation);
      faultsOf(message, JSON.parse(body), operation, found);
    }
    expect([...seen].toSorted()).toEqual(Object.keys(REQUEST).toSorted());
    expect(found).toEqual([]);
  });

  it('finds nothing to object to in what the simulator answers', () => {
    const found: string[] = [];
    const seen = new Set<string>();
    for (const { operation, status, response } of world.host.requests('google')) {
      const message = ANSWER[operation];
      if (message === undefined || status !== 200) continue;
      seen.add(operation);
      faultsOf(message, JSON.parse(response), operation, found);
    }
    expect([...seen].toSorted()).toEqual(Object.keys(ANSWER).toSorted());
    expect(found).toEqual([]);
  });

  it('has every field and every value that the simulator’s tables have, and the tables have no fewer', () => {
    for (const [name, shape] of MANAGER_MESSAGES)
      expect([...new Set([...shape.fields.values()].map((field) => field.name))].toSorted()).toEqual(
        Object.keys(named(spec.messages, name.replace('Manager', ''))!).toSorted(),
      );
    for (const [name, values] of MANAGER_ENUMS)
      expect([...values]).toEqual(named(spec.enums, name.replace('Manager', ''))!.filter((value) => !value.endsWith('UNSPECIFIED')));
  });

  it('knows every reason that the catalogue explains', () => {
    const reasons = new Set([...spec.enums['ErrorReason']!, ...spec.enums['ProcessingErrorReason']!]);
    expect(Object.keys(DATA_MANAGER_CATALOGUE).filter((reason) => !reasons.has(reason))).toEqual([]);
  });
});
