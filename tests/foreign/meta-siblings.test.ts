import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, openMetaWorld, type MetaWorld } from '../adapters/networks/meta/world.ts';

/** Meta's own packaged client, unmodified, for people, events and forms: only its address is turned. It speaks a dead version, which is moved up. */
interface Node {
  readonly id: string;
  readonly _data: Record<string, unknown>;
  get(fields: string[], params?: object): Promise<Node>;
  delete(fields: string[]): Promise<unknown>;
  createUser(fields: string[], params: object): Promise<Node>;
  deleteUsers(params: object): Promise<unknown>;
  getLeadGenForms(fields: string[], params?: object): Promise<Cursor>;
  getLeads(fields: string[], params?: object): Promise<Cursor>;
  createTestLead(fields: string[], params: object): Promise<Node>;
  getStats(fields: string[], params: object): Promise<Cursor>;
}
interface Cursor extends Array<Node> {
  hasNext(): boolean;
  next(): Promise<Cursor>;
}
interface AdAccount {
  createCustomAudience(fields: string[], params: object): Promise<Node>;
  getCustomAudiences(fields: string[], params?: object): Promise<Cursor>;
  getAdVideos(fields: string[], params?: object): Promise<Cursor>;
}
interface Api {
  readonly accessToken: string;
}
type NodeClass = new (id: string, data: object, parent: undefined, api: Api) => Node;
interface UserData {
  setEmails(emails: string[]): UserData;
}
interface ServerEvent {
  setEventName(name: string): ServerEvent;
  setEventId(id: string): ServerEvent;
  setEventTime(seconds: number): ServerEvent;
  setActionSource(source: string): ServerEvent;
  setUserData(user: UserData): ServerEvent;
}
interface EventRequest {
  setEvents(events: ServerEvent[]): EventRequest;
  execute(): Promise<{ readonly events_received: number; readonly fbtrace_id: string }>;
}
interface Sdk {
  FacebookAdsApi: {
    new (token: string, locale: undefined, crashLog: boolean): Api;
    init(token: string, locale: undefined, crashLog: boolean): Api;
  };
  AdAccount: new (id: string, data: object, parent: undefined, api: Api) => AdAccount;
  AdsPixel: NodeClass;
  Page: NodeClass;
  LeadgenForm: NodeClass;
  UserData: new () => UserData;
  ServerEvent: new () => ServerEvent;
  EventRequest: new (token: string, pixelId: string) => EventRequest;
}
const sdk = createRequire(import.meta.url)('facebook-nodejs-business-sdk') as Sdk; // the package ships no types; the parts used are described above

let world: MetaWorld;
let api: Api;
beforeAll(async () => {
  world = await openMetaWorld();
  Object.defineProperty(sdk.FacebookAdsApi, 'GRAPH', { get: () => world.url, configurable: true });
  api = sdk.FacebookAdsApi.init('EAAsim-full', undefined, false);
});
afterAll(() => world.close());

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const account = (): AdAccount => new sdk.AdAccount('act_1001', {}, undefined, api);

describe('Meta’s own packaged client, beside the tree', () => {
  test('fills a list of people, reads its size, takes people off and deletes it', async () => {
    const audience = await account().createCustomAudience(['id'], {
      name: 'Lista del cliente',
      subtype: 'CUSTOM',
      customer_file_source: 'USER_PROVIDED_ONLY',
      description: 'Con permiso',
    });
    const data = Array.from({ length: 400 }, (_, index) => [hash(`p${index}@correo.example`)]);
    const added = await audience.createUser([], { payload: { schema: ['EMAIL_SHA256'], data } });
    expect(added._data).toMatchObject({ num_received: 400, num_invalid_entries: 0 });
    world.host.advance(3_600_000);
    const read = await audience.get(['name', 'operation_status', 'approximate_count_lower_bound', 'is_eligible_for_sac_campaigns']);
    expect(read._data).toMatchObject({
      name: 'Lista del cliente',
      operation_status: { code: 200 },
      approximate_count_lower_bound: 1_000,
      is_eligible_for_sac_campaigns: true,
    });
    await audience.deleteUsers({ payload: { schema: ['EMAIL_SHA256'], data: data.slice(0, 10) } });
    expect((await account().getCustomAudiences(['name'])).map((node) => node.id)).toContain(audience.id);
    await audience.delete([]);
    expect((await account().getCustomAudiences(['name'])).map((node) => node.id)).not.toContain(audience.id);
  });

  test('sends events by its server-side helpers, and the pixel counts each once', async () => {
    const event = (): ServerEvent =>
      new sdk.ServerEvent()
        .setEventName('SubmitApplication')
        .setEventId('sdk-1')
        .setEventTime(Math.floor(world.host.nowMs() / 1000) - 60)
        .setActionSource('system_generated')
        // It hashes by itself.
        .setUserData(new sdk.UserData().setEmails(['persona@correo.example']));
    for (let times = 0; times < 2; times += 1) {
      const answer = await new sdk.EventRequest('EAAsim-full', '3001').setEvents([event()]).execute();
      expect(answer).toMatchObject({ events_received: 1, fbtrace_id: expect.stringMatching(/^A/) });
    }
    const stats = await new sdk.AdsPixel('3001', {}, undefined, api).getStats(['value', 'count'], { aggregation: 'event' });
    expect(stats.map((row) => row._data)).toMatchObject([{ value: 'SubmitApplication', count: 1 }]);
  });

  test('reads the forms of a Page and every page of their leads by the Page’s token', async () => {
    const page = await new sdk.Page('2001', {}, undefined, api).get(['access_token', 'leadgen_tos_accepted']);
    expect(page._data['leadgen_tos_accepted']).toBe(true);
    const pageApi = new sdk.FacebookAdsApi(String(page._data['access_token']), undefined, false);
    const forms = await new sdk.Page('2001', {}, undefined, pageApi).getLeadGenForms(['name', 'leads_count']);
    expect(forms).toHaveLength(1);
    const form = new sdk.LeadgenForm(forms[0]!.id, {}, undefined, pageApi);
    await form.createTestLead([], { field_data: [{ name: 'email', values: ['prueba@correo.example'] }] });
    const since = Math.floor((world.host.nowMs() - 60 * DAY_MS) / 1000);
    let leads = await form.getLeads(['created_time', 'field_data'], {
      limit: 20,
      filtering: [{ field: 'time_created', operator: 'GREATER_THAN', value: since }],
    });
    const ids = leads.map((lead) => lead.id);
    while (leads.hasNext()) {
      leads = await leads.next();
      ids.push(...leads.map((lead) => lead.id));
    }
    expect(ids.length).toBeGreaterThan(40);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('lists the videos that the program uploaded', async () => {
    const bytes = new Uint8Array(40_000).fill(9);
    const made = await world.ports.media!.upload(world.account, {
      kind: 'video',
      mime: 'video/mp4',
      bytes,
      sha256: hash('nine'),
      width: 720,
      height: 720,
      durationMs: 4_000,
      name: 'Taller',
    });
    world.host.advance(10 * 60_000);
    const videos = await account().getAdVideos(['title', 'status']);
    expect(videos.find((video) => made.ok && video.id === made.value.remoteId)?._data).toMatchObject({
      title: expect.stringContaining('Taller'),
      status: { video_status: 'ready' },
    });
  });
});
