/** What can be asked FROM, with what, and what a row of it holds. */
import type { SimContext } from '../../../simulators/types.ts';
import { CURRENCIES, GOOGLE_SIMULATED_ACCOUNTS, type SimulatedCustomer } from './accounts.ts';
import { clockText } from './days.ts';
import { leadRows } from './leads.ts';
import { PLACES, placeResource } from './places.ts';
import { adGroupPrimary, adPrimary, campaignPrimary, policySummary, verdictOf, type Standing } from './review.ts';
import { needsEuDeclaration } from './rules-campaign.ts';
import { isRemoved } from './session.ts';
import { nameOf, type Collection, type Row, type Store } from './store.ts';
import { textAt, type Fields } from './values.ts';

export interface Table {
  readonly message: string;
  readonly collection: Collection | null;
  /** Resources whose fields may be asked along. */
  readonly joins: readonly string[];
  readonly metrics: boolean;
}

export const TABLES: Readonly<Record<string, Table>> = {
  campaign: { message: 'Campaign', collection: 'campaigns', joins: ['campaign_budget', 'customer'], metrics: true },
  campaign_budget: { message: 'CampaignBudget', collection: 'campaignBudgets', joins: ['customer'], metrics: false },
  ad_group: { message: 'AdGroup', collection: 'adGroups', joins: ['campaign', 'customer'], metrics: true },
  ad_group_ad: { message: 'AdGroupAd', collection: 'adGroupAds', joins: ['ad_group', 'campaign', 'customer'], metrics: true },
  ad_group_criterion: {
    message: 'AdGroupCriterion',
    collection: 'adGroupCriteria',
    joins: ['ad_group', 'campaign', 'customer'],
    metrics: false,
  },
  keyword_view: {
    message: 'KeywordView',
    collection: 'adGroupCriteria',
    joins: ['ad_group_criterion', 'ad_group', 'campaign', 'customer'],
    metrics: true,
  },
  campaign_criterion: { message: 'CampaignCriterion', collection: 'campaignCriteria', joins: ['campaign', 'customer'], metrics: false },
  label: { message: 'Label', collection: 'labels', joins: ['customer'], metrics: false },
  campaign_label: { message: 'CampaignLabel', collection: 'campaignLabels', joins: ['campaign', 'label', 'customer'], metrics: false },
  asset: { message: 'Asset', collection: 'assets', joins: ['customer'], metrics: false },
  conversion_action: { message: 'ConversionAction', collection: 'conversionActions', joins: ['customer'], metrics: false },
  customer: { message: 'Customer', collection: null, joins: [], metrics: true },
  customer_client: { message: 'CustomerClient', collection: null, joins: ['customer'], metrics: false },
  geo_target_constant: { message: 'GeoTargetConstant', collection: null, joins: [], metrics: false },
  currency_constant: { message: 'CurrencyConstant', collection: null, joins: [], metrics: false },
  lead_form_submission_data: { message: 'LeadFormSubmissionData', collection: null, joins: ['customer'], metrics: false },
  change_event: { message: 'ChangeEvent', collection: null, joins: ['customer'], metrics: false },
};

/** One row of a result before its fields are picked. */
export interface Candidate {
  readonly source: Row | null;
  /** Fields of the table or of a resource joined to it. */
  resource(table: string): Fields | undefined;
}

export interface Asked {
  readonly context: SimContext;
  readonly store: Store;
  readonly customer: SimulatedCustomer;
  readonly version: string;
  readonly nowMs: number;
  /** In the account's time zone. */
  readonly today: string;
}

function customerFields(customer: SimulatedCustomer): Fields {
  return {
    resourceName: `customers/${customer.id}`,
    id: customer.id,
    descriptiveName: customer.name,
    currencyCode: customer.currency,
    timeZone: customer.timeZone,
    autoTaggingEnabled: true,
    manager: customer.manager,
    testAccount: customer.testAccount,
    status: customer.status,
    hasPartnersBadge: false,
  };
}

function standing(asked: Asked): Standing {
  return {
    nowMs: asked.nowMs,
    today: asked.today,
    get: (name) => asked.store.get(name),
    children: (parent, collection) => asked.store.children(parent, collection),
  };
}

/** What a query has worked out: a campaign's status is read from all that stands below it, and every ad asks for its campaign. */
const completed = new WeakMap<Asked, Map<Row, Fields>>();

/** A kept row with what only the network knows added. Nothing changes while a query runs, so each row is worked out once. */
function complete(asked: Asked, collection: Collection, row: Row): Fields {
  let known = completed.get(asked);
  if (known === undefined) completed.set(asked, (known = new Map<Row, Fields>()));
  let fields = known.get(row);
  if (fields === undefined) known.set(row, (fields = worked(asked, collection, row)));
  return fields;
}

function worked(asked: Asked, collection: Collection, row: Row): Fields {
  switch (collection) {
    case 'campaigns': {
      const primary = campaignPrimary(row, standing(asked));
      const serving =
        primary.primaryStatus === 'ENDED' ? 'ENDED' : isRemoved(row) ? 'NONE' : primary.primaryStatus === 'PENDING' ? 'PENDING' : 'SERVING';
      return {
        ...row.resource,
        ...primary,
        servingStatus: serving,
        missingEuPoliticalAdvertisingDeclaration: needsEuDeclaration(
          row,
          asked.store.children(nameOf(row), 'campaignCriteria'),
          asked.version,
        ),
        experimentType: 'BASE',
        paymentMode: 'CLICKS',
      };
    }
    case 'adGroups':
      return { ...row.resource, ...adGroupPrimary(row, standing(asked)) };
    case 'adGroupAds':
      return {
        ...row.resource,
        ...adPrimary(row, standing(asked)),
        policySummary: policySummary(row, asked.nowMs),
        adStrength: verdictOf(row, asked.nowMs) === 'pending' ? 'PENDING' : 'AVERAGE',
      };
    default:
      return row.resource;
  }
}

function lookup(asked: Asked, row: Row, table: string): Fields | undefined {
  const follow = (field: string): Row | null => asked.store.get(textAt(row.resource, field));
  const group = (): Row | null => (row.resource['adGroup'] === undefined ? null : follow('adGroup'));
  switch (table) {
    case 'customer':
      return customerFields(asked.customer);
    case 'campaign_budget': {
      const budget = follow('campaignBudget');
      return budget === null ? undefined : complete(asked, 'campaignBudgets', budget);
    }
    case 'label': {
      const label = follow('label');
      return label === null ? undefined : label.resource;
    }
    case 'ad_group': {
      const found = group();
      return found === null ? undefined : complete(asked, 'adGroups', found);
    }
    case 'campaign': {
      const parent = row.resource['campaign'] === undefined ? group() : row;
      const found = parent === null ? null : asked.store.get(textAt(parent.resource, 'campaign'));
      return found === null ? undefined : complete(asked, 'campaigns', found);
    }
    case 'ad_group_criterion':
      return row.resource;
    default:
      return undefined;
  }
}

function plain(table: string, fields: Fields, asked: Asked): Candidate {
  return { source: null, resource: (name) => (name === table ? fields : name === 'customer' ? customerFields(asked.customer) : undefined) };
}

export function candidates(table: string, asked: Asked): Candidate[] {
  const { collection } = TABLES[table]!;
  if (collection !== null) {
    const rows = asked.store
      .rows(asked.customer.id, collection)
      .filter((row) => row.visibleFromMs <= asked.nowMs && (table !== 'keyword_view' || row.resource['keyword'] !== undefined));
    return rows.map((row): Candidate => {
      const own = new Map<string, Fields | undefined>();
      return {
        source: row,
        resource(name) {
          if (!own.has(name)) {
            if (name !== table) own.set(name, lookup(asked, row, name));
            else if (table === 'keyword_view') own.set(name, { resourceName: nameOf(row).replace('/adGroupCriteria/', '/keywordViews/') });
            else own.set(name, complete(asked, collection, row));
          }
          return own.get(name);
        },
      };
    });
  }
  if (table === 'customer') return [plain(table, customerFields(asked.customer), asked)];
  if (table === 'customer_client') return customerClients(asked);
  if (table === 'geo_target_constant') return [...PLACES.values()].map((place) => plain(table, placeResource(place), asked));
  if (table === 'currency_constant') {
    return Object.entries(CURRENCIES).map(([code, one]) =>
      plain(
        table,
        {
          resourceName: `currencyConstants/${code}`,
          code,
          name: one.name,
          symbol: one.symbol,
          billableUnitMicros: String(one.billableUnitMicros),
        },
        asked,
      ),
    );
  }
  if (table === 'lead_form_submission_data') return leadRows(asked).map((fields) => plain(table, fields, asked));
  return changeEvents(asked);
}

/** A manager sees itself at level 0 and those under it at level 1; a plain account sees itself (google-ads.md section 2). */
function customerClients(asked: Asked): Candidate[] {
  const below = GOOGLE_SIMULATED_ACCOUNTS.customers.filter((customer) => customer.managedBy === asked.customer.id);
  return [asked.customer, ...below].map((customer, index) =>
    plain(
      'customer_client',
      {
        resourceName: `customers/${asked.customer.id}/customerClients/${customer.id}`,
        clientCustomer: `customers/${customer.id}`,
        id: customer.id,
        descriptiveName: customer.name,
        currencyCode: customer.currency,
        timeZone: customer.timeZone,
        manager: customer.manager,
        testAccount: customer.testAccount,
        status: customer.status,
        hidden: false,
        level: index === 0 ? '0' : '1',
      },
      asked,
    ),
  );
}

/** Up to three minutes late (google-ads.md section 10). */
const CHANGE_LAG_MS = 3 * 60_000;

function changeEvents(asked: Asked): Candidate[] {
  return asked.store
    .changes()
    .filter((change) => change.customerId === asked.customer.id && change.atMs <= asked.nowMs - CHANGE_LAG_MS)
    .map((change) => {
      const row = asked.store.get(change.resourceName);
      const fields: Fields = {
        resourceName: `customers/${asked.customer.id}/changeEvents/${change.atMs}000~${change.id}~0`,
        changeDateTime: clockText(asked.customer.timeZone, change.atMs),
        changeResourceType: change.resourceType,
        changeResourceName: change.resourceName,
        clientType: change.clientType,
        userEmail: 'persona@agencia.example',
        resourceChangeOperation: change.operation,
        changedFields: change.changedFields,
      };
      const group = row === null ? null : row.resource['adGroup'] === undefined ? null : asked.store.get(textAt(row.resource, 'adGroup'));
      const campaign = change.resourceName.includes('/campaigns/') ? change.resourceName : textAt((group ?? row)?.resource, 'campaign');
      if (campaign !== '') fields['campaign'] = campaign;
      if (group !== null) fields['adGroup'] = nameOf(group);
      return plain('change_event', fields, asked);
    });
}
