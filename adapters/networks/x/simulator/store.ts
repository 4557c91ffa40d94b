import type { SimContext } from '../../../simulators/types.ts';

/** The network's books: every kind of object in a collection of its own, with the indexes that lists are read by. */

interface Base {
  readonly id: string;
  readonly accountId: string;
  readonly createdMs: number;
  updatedMs: number;
  deletedMs: number | null;
  /** Absent from lists before this instant. */
  readonly listedFromMs: number;
}
export type Switch = 'ACTIVE' | 'PAUSED' | 'DRAFT';

export interface XCampaign extends Base {
  name: string;
  fundingId: string;
  dailyMicros: number | null;
  totalMicros: number | null;
  purchaseOrder: string | null;
  status: Switch;
  history: [number, Switch][];
  /** What a day might spend, by when it began to hold. */
  budgets: [number, number][];
}
export interface XLineItem extends Base {
  readonly campaignId: string;
  name: string | null;
  status: Switch;
  history: [number, Switch][];
  /** Accepted parameters, in the form that reads give back. */
  values: Record<string, unknown>;
}
export interface XCriterion extends Base {
  readonly lineItemId: string;
  readonly type: string;
  readonly value: string;
  readonly operator: string;
  readonly name: string;
}
export interface XMedia extends Base {
  name: string | null;
  readonly fileName: string | null;
  readonly category: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly readyMs: number;
}
export interface XCard extends Base {
  readonly uri: string;
  name: string;
  components: readonly Readonly<Record<string, unknown>>[];
  /** As X calls what the components make together: `IMAGE_WEBSITE`, `VIDEO_CAROUSEL_WEBSITE`… */
  type: string;
}
export interface XPost extends Base {
  readonly userId: string;
  readonly text: string;
  name: string | null;
  readonly cardUri: string | null;
  readonly mediaKeys: readonly string[];
  readonly nullcast: boolean;
}
export interface XPromoted extends Base {
  readonly lineItemId: string;
  readonly postId: string;
  readonly review: { readonly decidedMs: number; readonly approved: boolean };
}
export interface XAudience extends Base {
  name: string;
  description: string | null;
}
export interface XJob extends Base {
  readonly values: Readonly<Record<string, unknown>>;
  readonly readyMs: number;
}
/** Bytes of an upload are measured, not kept. */
export interface XUpload extends Base {
  /** The user whose token began it. */
  readonly ownerId: string;
  readonly total: number;
  readonly mime: string;
  readonly category: string;
  /** Bytes by index. */
  segments: Readonly<Record<number, number>>;
  width: number;
  height: number;
  finished: boolean;
}
export interface XRestatement extends Base {
  readonly fromDay: string;
  readonly keptRatio: number;
}

export interface Kinds {
  campaign: XCampaign;
  line_item: XLineItem;
  criterion: XCriterion;
  media: XMedia;
  card: XCard;
  post: XPost;
  promoted: XPromoted;
  audience: XAudience;
  job: XJob;
  upload: XUpload;
  restatement: XRestatement;
}
export type Kind = keyof Kinds;
const KINDS: readonly Kind[] = [
  'campaign',
  'line_item',
  'criterion',
  'media',
  'card',
  'post',
  'promoted',
  'audience',
  'job',
  'upload',
  'restatement',
];

export interface Store {
  find<K extends Kind>(kind: K, accountId: string, id: string): Kinds[K] | null;
  /** Of an account, in order of birth; with `parentId` only what stands under it. */
  all<K extends Kind>(kind: K, accountId: string): readonly Kinds[K][];
  under<K extends 'line_item' | 'criterion' | 'promoted'>(kind: K, parentId: string): readonly Kinds[K][];
  add<K extends Kind>(kind: K, object: Kinds[K]): void;
  save<K extends Kind>(kind: K, object: Kinds[K]): void;
  /** Short texts of base 36, or decimal ids of 64 bits. */
  newId(style: 'short' | 'long'): string;
  /** What every new object begins with. */
  birth(accountId: string, style: 'short' | 'long', lateMs: number): Base;
  /** Rises with every change: what figures that were worked out once are kept by. */
  version(): number;
  forget(): void;
}

/** Indexes over the books. They are built at the first call, when the books are already open. */
export function createStore(context: SimContext): Store {
  let byId = new Map<string, Base>();
  let byAccount = new Map<string, Base[]>();
  let byParent = new Map<string, Base[]>();
  let loaded = false;
  let changes = 0;

  function parentOf(object: Base): string | null {
    if ('lineItemId' in object) return String(object.lineItemId);
    return 'campaignId' in object ? String(object.campaignId) : null;
  }
  function index(kind: Kind, object: Base): void {
    byId.set(`${kind}/${object.accountId}/${object.id}`, object);
    push(byAccount, `${kind}/${object.accountId}`, object);
    const parent = parentOf(object);
    if (parent !== null) push(byParent, `${kind}/${parent}`, object);
  }
  function load(): void {
    if (loaded) return;
    loaded = true;
    for (const kind of KINDS) for (const object of context.books.all<Base>(kind)) index(kind, object);
  }
  const newId = (style: 'short' | 'long'): string => {
    const number = context.books.nextNumber('object');
    return style === 'short' ? (60_000_000 + number).toString(36) : `18${String(number).padStart(17, '0')}`;
  };

  return {
    newId,
    find: <K extends Kind>(kind: K, accountId: string, id: string) => (
      load(),
      (byId.get(`${kind}/${accountId}/${id}`) ?? null) as Kinds[K] | null
    ), // each kind is indexed under its own name
    all: <K extends Kind>(kind: K, accountId: string) => (
      load(),
      (byAccount.get(`${kind}/${accountId}`) ?? []) as unknown as readonly Kinds[K][]
    ), // as above
    under: <K extends 'line_item' | 'criterion' | 'promoted'>(kind: K, parentId: string) => (
      load(),
      (byParent.get(`${kind}/${parentId}`) ?? []) as unknown as readonly Kinds[K][]
    ), // as above
    add(kind, object) {
      load();
      changes += 1;
      index(kind, object);
      context.books.put(kind, `${object.accountId}/${object.id}`, object);
    },
    save(kind, object) {
      changes += 1;
      object.updatedMs = context.nowMs();
      context.books.put(kind, `${object.accountId}/${object.id}`, object);
    },
    birth(accountId, style, lateMs) {
      const nowMs = context.nowMs();
      return { id: newId(style), accountId, createdMs: nowMs, updatedMs: nowMs, deletedMs: null, listedFromMs: nowMs + lateMs };
    },
    version: () => changes,
    forget() {
      load();
      for (const kind of KINDS)
        for (const object of context.books.all<Base>(kind)) context.books.delete(kind, `${object.accountId}/${object.id}`);
      byId = new Map();
      byAccount = new Map();
      byParent = new Map();
      changes += 1;
    },
  };
}

function push(map: Map<string, Base[]>, key: string, object: Base): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [object]);
  else list.push(object);
}
