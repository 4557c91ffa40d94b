import { ENUMS, type EnumName } from './enums.ts';
import { isObject } from './request.ts';

/**
 * What objects inside a parameter look like: the parameter tables end where an object begins. Published references of the nested
 * types (Marketing API v26.0, read 2026-11-20), the parts that job ads meet; sub-fields of targeting are enforced since v24.
 */
export type Shape =
  | 'text'
  | 'filled'
  | 'id'
  | 'int'
  | 'positive'
  | 'number'
  | 'bool'
  | 'flag'
  | 'object'
  | 'address'
  | { readonly oneOf: EnumName }
  | { readonly list: Shape; readonly least?: number; readonly most?: number }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly needs?: readonly string[] }
  | { readonly each: Shape };

/** What is wrong, and where: names and positions from the outside in. */
export interface Misshape {
  readonly detail: string;
  readonly path: readonly string[];
  /** True when the only fault is a name that nobody knows: real callers report that some of those are ignored. */
  readonly unknownName: boolean;
}

const ENUM_VALUES = new Map<string, readonly string[]>(Object.entries(ENUMS));

const SCALARS: Readonly<Record<Extract<Shape, string>, readonly [(value: unknown) => boolean, string]>> = {
  text: [(value) => typeof value === 'string', 'a string'],
  filled: [(value) => typeof value === 'string' && value.trim() !== '', 'a string that is not empty'],
  id: [(value) => /^\d{1,20}$/.test(typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''), 'an id'],
  int: [(value) => Number.isSafeInteger(value), 'an integer'],
  positive: [(value) => Number.isSafeInteger(value) && Number(value) > 0, 'a whole number above zero'],
  number: [(value) => typeof value === 'number' && Number.isFinite(value), 'a number'],
  bool: [(value) => typeof value === 'boolean', 'true or false'],
  flag: [(value) => value === 0 || value === 1, '0 or 1'],
  object: [isObject, 'an object'],
  address: [(value) => typeof value === 'string' && /^https?:\/\/[^\s/]+\.[^\s]+/.test(value), 'a web address'],
};

/** The first thing in `value` that is not as `shape` says; null when there is none. */
export function misshape(value: unknown, shape: Shape, path: readonly string[]): Misshape | null {
  const name = path.at(-1) ?? 'value';
  const wrong = (expected: string): Misshape => ({ detail: `${name} must be ${expected}`, path, unknownName: false });
  if (typeof shape === 'string') {
    const [fits, expected] = SCALARS[shape];
    return fits(value) ? null : wrong(expected);
  }
  if ('oneOf' in shape) {
    const values = ENUM_VALUES.get(shape.oneOf)!; // the type names an enum
    return typeof value === 'string' && values.includes(value) ? null : wrong(`one of: ${values.join(', ')}`);
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) return wrong('a list');
    const { least = 0, most = Infinity } = shape;
    if (value.length < least || value.length > most)
      return wrong(`a list of ${least}${most === Infinity ? ' or more' : ` to ${most}`} entries`);
    return firstOf(value.map((entry: unknown, index) => () => misshape(entry, shape.list, [...path, String(index)])));
  }
  if (!isObject(value)) return wrong('an object');
  if ('each' in shape)
    return firstOf(
      Object.entries(value).map(
        ([key, entry]) =>
          () =>
            misshape(entry, shape.each, [...path, key]),
      ),
    );
  const missing = (shape.needs ?? []).find((key) => value[key] === undefined);
  if (missing !== undefined) return { detail: `${name} needs ${missing}`, path: [...path, missing], unknownName: false };
  const known = new Map<string, Shape>(Object.entries(shape.fields));
  const faults = Object.entries(value).map(([key, entry]) => (): Misshape | null => {
    const inner = known.get(key);
    if (inner === undefined) return { detail: `${name} has no field ${key}`, path: [...path, key], unknownName: true };
    return entry === undefined || entry === null ? null : misshape(entry, inner, [...path, key]);
  });
  // A wrong value weighs more than an unknown name: the second may be let through.
  const found = faults.map((fault) => fault()).filter((fault) => fault !== null);
  return found.find((fault) => !fault.unknownName) ?? found[0] ?? null;
}

function firstOf(faults: readonly (() => Misshape | null)[]): Misshape | null {
  let unknown: Misshape | null = null;
  for (const fault of faults) {
    const found = fault();
    if (found !== null && !found.unknownName) return found;
    unknown ??= found;
  }
  return unknown;
}

const ID_NAME: Shape = { fields: { id: 'id', name: 'text' }, needs: ['id'] };
const KEYED: Shape = { fields: { key: 'text', name: 'text', country: 'text', region: 'text', region_id: 'text' }, needs: ['key'] };
const CITY: Shape = {
  fields: { key: 'text', name: 'text', country: 'text', region: 'text', region_id: 'text', radius: 'int', distance_unit: 'text' },
  needs: ['key'],
};
const POINT: Shape = {
  fields: {
    latitude: 'number',
    longitude: 'number',
    address_string: 'text',
    radius: 'number',
    distance_unit: 'text',
    country: 'text',
    name: 'text',
    key: 'text',
  },
};

/** Counts: "Targeting", limits (v26.0; read 2026-11-20). */
export const GEO_SHAPE: Readonly<Record<string, Shape>> = {
  countries: { list: 'text' },
  regions: { list: KEYED, most: 200 },
  cities: { list: CITY, most: 250 },
  custom_locations: { list: POINT, most: 200 },
  zips: { list: KEYED, most: 50_000 },
  geo_markets: { list: KEYED, most: 210 },
  country_groups: { list: { oneOf: 'CountryGroup' } },
  places: { list: { fields: { key: 'text', name: 'text', country: 'text', radius: 'number', distance_unit: 'text' }, needs: ['key'] } },
  subcities: { list: KEYED },
  neighborhoods: { list: KEYED },
  small_geo_areas: { list: KEYED },
  medium_geo_areas: { list: KEYED },
  large_geo_areas: { list: KEYED },
  metro_areas: { list: KEYED },
  subneighborhoods: { list: KEYED },
  electoral_districts: { list: KEYED },
};

const DETAILS: Readonly<Record<string, Shape>> = {
  interests: { list: ID_NAME },
  behaviors: { list: ID_NAME },
  work_positions: { list: ID_NAME },
  work_employers: { list: ID_NAME },
};
/** Groups of which each must be met, or that keep people out. */
const FLEXIBLE: Shape = {
  fields: {
    ...DETAILS,
    education_majors: { list: ID_NAME },
    education_schools: { list: ID_NAME },
    education_statuses: { list: 'int' },
    family_statuses: { list: ID_NAME },
    income: { list: ID_NAME },
    industries: { list: ID_NAME },
    life_events: { list: ID_NAME },
    relationship_statuses: { list: 'int' },
  },
};
const AUDIENCES: Shape = { list: { fields: { id: 'id', name: 'text' }, needs: ['id'] } };

export const TARGETING_SHAPE: Readonly<Record<string, Shape>> = {
  geo_locations: { fields: GEO_SHAPE },
  excluded_geo_locations: { fields: GEO_SHAPE },
  age_min: 'int',
  age_max: 'int',
  age_range: { list: 'int', least: 2, most: 2 },
  genders: { list: 'int', least: 1, most: 2 },
  locales: { list: 'int', most: 90 },
  ...DETAILS,
  flexible_spec: { list: FLEXIBLE },
  exclusions: FLEXIBLE,
  custom_audiences: AUDIENCES,
  excluded_custom_audiences: AUDIENCES,
  publisher_platforms: { list: { oneOf: 'PublisherPlatform' }, least: 1 },
  facebook_positions: { list: { oneOf: 'FacebookPosition' }, least: 1 },
  instagram_positions: { list: { oneOf: 'InstagramPosition' }, least: 1 },
  messenger_positions: { list: { oneOf: 'MessengerPosition' }, least: 1 },
  audience_network_positions: { list: { oneOf: 'AudienceNetworkPosition' }, least: 1 },
  device_platforms: { list: { oneOf: 'DevicePlatform' }, least: 1 },
  user_os: { list: 'filled' },
  targeting_automation: {
    fields: { advantage_audience: 'flag', individual_setting: 'object', shared_audiences: 'int', value_expression: 'int' },
  },
  targeting_relaxation_types: { fields: { lookalike: 'flag', custom_audience: 'flag' } },
};

export const PROMOTED_OBJECT: Shape = {
  fields: {
    page_id: 'id',
    pixel_id: 'id',
    custom_event_type: { oneOf: 'CustomEvent' },
    custom_event_str: 'text',
    custom_conversion_id: 'id',
    pixel_rule: 'text',
    application_id: 'id',
    object_store_url: 'address',
    whatsapp_phone_number: 'text',
  },
};

export const ATTRIBUTION: Shape = {
  list: { fields: { event_type: { oneOf: 'AttributionEvent' }, window_days: 'positive' }, needs: ['event_type', 'window_days'] },
};

export const SCHEDULE: Shape = {
  list: {
    fields: { start_minute: 'int', end_minute: 'int', days: { list: 'int', least: 1, most: 7 }, timezone_type: { oneOf: 'ScheduleZone' } },
    needs: ['start_minute', 'end_minute', 'days'],
  },
};

export const BID_CONSTRAINTS: Shape = { fields: { roas_average_floor: 'positive' }, needs: ['roas_average_floor'] };

const ACTION: Shape = {
  fields: {
    type: { oneOf: 'CallToAction' },
    value: {
      fields: {
        link: 'address',
        link_caption: 'text',
        link_format: 'text',
        lead_gen_form_id: 'id',
        page: 'id',
        whatsapp_number: 'text',
        app_destination: 'text',
        app_link: 'text',
        application: 'id',
        event_id: 'id',
      },
    },
  },
  needs: ['type'],
};

const CARD: Shape = {
  fields: {
    link: 'address',
    name: 'text',
    description: 'text',
    caption: 'text',
    picture: 'address',
    image_hash: 'text',
    video_id: 'id',
    call_to_action: ACTION,
    static_card: 'bool',
  },
  needs: ['link'],
};

export const LINK_DATA: Shape = {
  fields: {
    link: 'address',
    message: 'text',
    name: 'text',
    description: 'text',
    caption: 'text',
    picture: 'address',
    image_hash: 'text',
    image_crops: 'object',
    call_to_action: ACTION,
    // Two to ten cards. "Carousel ads" (v26.0; read 2026-11-20)
    child_attachments: { list: CARD, least: 2, most: 10 },
    attachment_style: 'text',
    force_single_link: 'bool',
    format_option: 'text',
    multi_share_end_card: 'bool',
    multi_share_optimized: 'bool',
    page_welcome_message: 'text',
    use_flexible_image_aspect_ratio: 'bool',
  },
};

export const VIDEO_DATA: Shape = {
  fields: {
    video_id: 'id',
    image_hash: 'text',
    image_url: 'address',
    title: 'text',
    message: 'text',
    link_description: 'text',
    page_welcome_message: 'text',
    call_to_action: ACTION,
  },
};

const WORDS: Shape = { list: { fields: { text: 'text', adlabels: { list: 'object' } }, needs: ['text'] } };

export const ASSET_FEED: Shape = {
  fields: {
    bodies: WORDS,
    titles: WORDS,
    descriptions: WORDS,
    captions: WORDS,
    images: { list: { fields: { hash: 'text', url: 'address', adlabels: { list: 'object' } } } },
    videos: {
      list: {
        fields: { video_id: 'id', thumbnail_hash: 'text', thumbnail_url: 'address', adlabels: { list: 'object' } },
        needs: ['video_id'],
      },
    },
    link_urls: {
      list: { fields: { website_url: 'address', display_url: 'text', adlabels: { list: 'object' } }, needs: ['website_url'] },
    },
    call_to_action_types: { list: { oneOf: 'CallToAction' } },
    call_to_actions: { list: ACTION },
    ad_formats: { list: { oneOf: 'AssetFormat' } },
    optimization_type: 'text',
    asset_customization_rules: { list: 'object' },
  },
};

const ENROLLED: Shape = { fields: { enroll_status: { oneOf: 'Enrollment' } }, needs: ['enroll_status'] };
export const MULTI_ADS: Shape = ENROLLED;
/** Each feature is opted in or out by itself; there is no bundle any more. "Degrees of freedom" (v26.0; read 2026-11-20) */
export const FREEDOM: Shape = { fields: { creative_features_spec: { each: ENROLLED }, degrees_of_freedom_type: 'text' } };

export const CREATIVE_REFERENCE: Shape = { fields: { creative_id: 'id', id: 'id' } };

export const QUESTIONS: Shape = {
  list: {
    fields: {
      type: 'filled',
      key: 'text',
      label: 'text',
      inline_context: 'text',
      options: { list: { fields: { key: 'text', value: 'text' }, needs: ['value'] } },
      conditional_questions_group_id: 'text',
      dependent_conditional_questions: { list: 'object' },
    },
    needs: ['type'],
  },
  least: 1,
};
export const PRIVACY: Shape = { fields: { url: 'address', link_text: 'text' }, needs: ['url'] };
