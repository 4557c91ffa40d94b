import { CURRENCIES } from './accounts.ts';
import { EU_COUNTRIES } from '../../european-union.ts';
import { PLACES } from './places.ts';
import {
  checkBidAmount,
  checkName,
  checkStatus,
  claimName,
  isRemoved,
  micros,
  referenced,
  releaseName,
  text,
  type Errors,
  type Rules,
  type Session,
} from './session.ts';
import { nameOf, type Row } from './store.ts';
import { plainText, textAt, valueAt, type Fields } from './values.ts';

const BIDDING = [
  'biddingStrategy',
  'commission',
  'manualCpa',
  'manualCpc',
  'manualCpm',
  'manualCpv',
  'maximizeConversions',
  'maximizeConversionValue',
  'targetCpa',
  'targetImpressionShare',
  'targetRoas',
  'targetSpend',
  'percentCpc',
  'targetCpm',
  'fixedCpm',
  'targetCpv',
  'targetCpc',
] as const;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}:\d{2}:\d{2})$/;
const LAST_DAY = '2037-12-30';

/** Multiple of the billable unit, above the daily minimum (google-ads.md section 8). */
function checkAmount(session: Session, fields: Fields, errors: Errors): void {
  const currency = CURRENCIES[session.customer.currency]!;
  const amount = micros(fields['amountMicros']);
  const total = micros(fields['totalAmountMicros']);
  const custom = fields['period'] === 'CUSTOM_PERIOD';
  if (custom && amount !== null)
    errors.add(
      'campaignBudgetError.BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD',
      'amount_micros',
      'A budget with a period of its own takes a total only.',
    );
  if (!custom && total !== null)
    errors.add(
      'campaignBudgetError.TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY',
      'total_amount_micros',
      'A daily budget takes no total.',
    );
  const value = custom ? total : amount;
  const field = custom ? 'total_amount_micros' : 'amount_micros';
  if (value === null) {
    errors.add('fieldError.REQUIRED', field, 'The required field was not present.');
    return;
  }
  if (value < 0n) errors.add('campaignBudgetError.NEGATIVE_MONEY_AMOUNT', field, 'The amount is negative.', { trigger: String(value) });
  else if (value % currency.billableUnitMicros !== 0n)
    errors.add(
      'campaignBudgetError.NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT',
      field,
      'The amount is not a multiple of the smallest billable unit.',
      { trigger: String(value) },
    );
  else if (value < currency.minimumBudgetMicros) {
    const minimum = String(currency.minimumBudgetMicros);
    errors.add('campaignBudgetError.BUDGET_BELOW_PER_DAY_MINIMUM', field, 'The budget is below the daily minimum.', {
      trigger: String(value),
      details: {
        budgetPerDayMinimumErrorDetails: {
          currencyCode: session.customer.currency,
          budgetPerDayMinimumMicros: minimum,
          minimumBudgetAmountMicros: minimum,
          failedBudgetAmountMicros: String(value),
        },
      },
    });
  }
}

function budgetRows(session: Session): () => readonly Row[] {
  return () =>
    session.draft
      .rows(session.customer.id, 'campaignBudgets')
      .filter((row) => !isRemoved(row) && row.resource['explicitlyShared'] === true);
}

export const budgetRules: Rules = {
  message: 'CampaignBudget',
  operation: 'campaignBudgetOperation',
  create(session, fields, errors) {
    fields['status'] = 'ENABLED';
    fields['period'] ??= 'DAILY';
    fields['deliveryMethod'] ??= 'STANDARD';
    // Shared unless said otherwise, and then it needs a name of its own (google-ads.md section 5.1).
    fields['explicitlyShared'] ??= true;
    fields['type'] ??= 'STANDARD';
    if (fields['deliveryMethod'] === 'ACCELERATED')
      errors.add('campaignBudgetError.CANNOT_USE_ACCELERATED_DELIVERY_MODE', 'delivery_method', 'Accelerated delivery is gone.');
    checkAmount(session, fields, errors);
    if (fields['explicitlyShared'] === true)
      claimName(
        session,
        'campaignBudgets',
        budgetRows(session),
        checkName(fields, errors),
        text(fields, 'resourceName'),
        'campaignBudgetError.DUPLICATE_NAME',
        errors,
      );
    return null;
  },
  update(session, fields, before, operation, errors) {
    if (before.resource['explicitlyShared'] === true && fields['explicitlyShared'] === false)
      errors.add(
        'campaignBudgetError.CANNOT_UPDATE_CAMPAIGN_BUDGET_TO_IMPLICITLY_SHARED',
        'explicitly_shared',
        'A shared budget stays shared.',
      );
    if (operation.mask.some((path) => path.endsWith('mountMicros'))) checkAmount(session, fields, errors);
  },
  remove(session, row, errors) {
    const used = session.draft
      .rows(session.customer.id, 'campaigns')
      .some((campaign) => campaign.resource['campaignBudget'] === nameOf(row) && !isRemoved(campaign));
    if (used) errors.add('campaignBudgetError.CAMPAIGN_BUDGET_IN_USE', null, 'The budget is in use.');
  },
};

function dayOf(fields: Fields, field: 'startDateTime' | 'endDateTime', wholeDayTime: string, errors: Errors): string | null {
  const snake = field === 'startDateTime' ? 'start_date_time' : 'end_date_time';
  const value = fields[field];
  if (value === undefined || value === '') return null;
  const match = DATE_TIME.exec(plainText(value));
  const day = match === null ? '' : `${match[1]}-${match[2]}-${match[3]}`;
  if (match === null || Number.isNaN(Date.parse(`${day}T00:00:00Z`)) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) {
    errors.add('dateError.INVALID_STRING_DATE_TIME_SECONDS', snake, 'Expected yyyy-MM-dd HH:mm:ss.', { trigger: plainText(value) });
    return null;
  }
  if (match[4] !== wholeDayTime) {
    const code =
      field === 'startDateTime'
        ? 'DATE_RANGE_ERROR_START_TIME_MUST_BE_THE_START_OF_A_DAY'
        : 'DATE_RANGE_ERROR_END_TIME_MUST_BE_THE_END_OF_A_DAY';
    errors.add(`dateError.${code}`, snake, 'Search campaigns begin and end with whole days.', { trigger: plainText(value) });
  }
  if (day > LAST_DAY)
    errors.add('dateRangeError.AFTER_MAXIMUM_ALLOWABLE_DATE', snake, 'The date is too late.', { trigger: plainText(value) });
  return day;
}

function checkDates(session: Session, fields: Fields, before: Fields | null, errors: Errors): void {
  const changed = (field: string): boolean => before === null || before[field] !== fields[field];
  const start = dayOf(fields, 'startDateTime', '00:00:00', errors);
  const end = dayOf(fields, 'endDateTime', '23:59:59', errors);
  if (start !== null && changed('startDateTime') && start < session.today)
    errors.add('dateRangeError.CANNOT_SET_DATE_TO_PAST', 'start_date_time', 'The start lies in the past.', { trigger: start });
  if (end !== null && changed('endDateTime') && end < session.today)
    errors.add('dateRangeError.CANNOT_SET_DATE_TO_PAST', 'end_date_time', 'The end lies in the past.', { trigger: end });
  if (start !== null && end !== null && end < start)
    errors.add('dateRangeError.START_DATE_AFTER_END_DATE', 'end_date_time', 'The start is after the end.');
}

function checkCampaign(session: Session, fields: Fields, errors: Errors): void {
  const budget = referenced(session, fields, 'campaignBudget', 'campaign_budget', errors);
  // A total for a period needs its end (google-ads.md section 5.1).
  if (budget?.resource['period'] === 'CUSTOM_PERIOD' && text(fields, 'endDateTime') === '')
    errors.add('fieldError.REQUIRED', 'end_date_time', 'A budget with a period of its own needs an end.');
  if (budget !== null && budget.resource['explicitlyShared'] === false) {
    const owners = session.names('budgetOwners', campaignRows(session), 'campaignBudget');
    const owner = owners.get(nameOf(budget));
    const other = owner !== undefined && owner !== fields['resourceName'] && !isRemoved(session.draft.get(owner) ?? budget);
    if (!other) owners.set(nameOf(budget), text(fields, 'resourceName'));
    if (other)
      errors.add(
        'campaignBudgetError.CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS',
        'campaign_budget',
        'A budget that is not shared serves one campaign.',
      );
  }
  if (!BIDDING.some((field) => fields[field] !== undefined))
    errors.add('fieldError.REQUIRED', 'campaign_bidding_strategy', 'Exactly one bidding strategy is needed.');
  const network = (name: string): boolean => valueAt(fields, `networkSettings.${name}`) === true;
  if (network('targetSearchNetwork') && !network('targetGoogleSearch'))
    errors.add(
      'campaignError.CANNOT_TARGET_SEARCH_NETWORK_WITHOUT_GOOGLE_SEARCH',
      'network_settings.target_search_network',
      'Partners come with Google Search.',
    );
  if (
    fields['advertisingChannelType'] === 'SEARCH' &&
    fields['networkSettings'] !== undefined &&
    !network('targetGoogleSearch') &&
    !network('targetContentNetwork')
  )
    errors.add('campaignError.CAMPAIGN_MUST_TARGET_AT_LEAST_ONE_NETWORK', 'network_settings', 'At least one network is needed.');
  for (const place of ['maximizeConversions.targetCpaMicros', 'targetSpend.cpcBidCeilingMicros'])
    checkBidAmount(
      session,
      valueAt(fields, place),
      place.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      errors,
    );
}

function campaignRows(session: Session): () => readonly Row[] {
  return () => session.draft.rows(session.customer.id, 'campaigns').filter((row) => !isRemoved(row));
}

function biddingTypeOf(fields: Fields): string {
  const member = BIDDING.find((field) => fields[field] !== undefined) ?? '';
  return member.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

export const campaignRules: Rules = {
  message: 'Campaign',
  operation: 'campaignOperation',
  create(session, fields, errors) {
    // Served at once unless PAUSED is sent (google-ads.md section 5.2).
    checkStatus(fields, 'ENABLED', errors);
    fields['geoTargetTypeSetting'] = {
      positiveGeoTargetType: 'PRESENCE_OR_INTEREST',
      negativeGeoTargetType: 'PRESENCE',
      ...(valueAt(fields, 'geoTargetTypeSetting') as Fields | undefined),
    }; // parsed as a message, so an object
    fields['adServingOptimizationStatus'] ??= 'OPTIMIZE';
    fields['startDateTime'] ??= `${session.today} 00:00:00`;
    if (fields['advertisingChannelType'] === undefined)
      errors.add('fieldError.REQUIRED', 'advertising_channel_type', 'The required field was not present.');
    else if (fields['advertisingChannelType'] === 'SEARCH')
      fields['networkSettings'] ??= {
        targetGoogleSearch: true,
        targetSearchNetwork: true,
        targetContentNetwork: true,
        targetPartnerSearchNetwork: false,
      };
    claimName(
      session,
      'campaigns',
      campaignRows(session),
      checkName(fields, errors),
      text(fields, 'resourceName'),
      'campaignError.DUPLICATE_CAMPAIGN_NAME',
      errors,
    );
    // One acceptance on the web for advertisers of housing, employment or credit (google-ads.md section 5.2).
    if (!session.customer.jobAdsAccepted)
      errors.add('campaignError.HEC_AGREEMENT_REQUIRED', null, 'The policy on personalised advertising must be accepted first.');
    checkDates(session, fields, null, errors);
    checkCampaign(session, fields, errors);
    fields['biddingStrategyType'] = biddingTypeOf(fields);
    return null;
  },
  update(session, fields, before, operation, errors) {
    checkStatus(fields, 'ENABLED', errors);
    const changes = (path: string): boolean => operation.mask.includes(path);
    if (changes('name')) {
      releaseName(session, 'campaigns', campaignRows(session), text(before.resource, 'name'));
      claimName(
        session,
        'campaigns',
        campaignRows(session),
        checkName(fields, errors),
        text(fields, 'resourceName'),
        'campaignError.DUPLICATE_CAMPAIGN_NAME',
        errors,
      );
    }
    if (
      changes('startDateTime') &&
      text(before.resource, 'startDateTime').slice(0, 10) < session.today &&
      before.resource['startDateTime'] !== fields['startDateTime']
    )
      errors.add('dateRangeError.CANNOT_MODIFY_START_DATE_IF_ALREADY_STARTED', 'start_date_time', 'The campaign has started.');
    checkDates(session, fields, before.resource, errors);
    // A new strategy drives the old one out: they share one slot.
    const chosen = BIDDING.find((field) => operation.mask.some((path) => path === field || path.startsWith(`${field}.`)));
    if (chosen !== undefined) for (const field of BIDDING) if (field !== chosen) delete fields[field];
    checkCampaign(session, fields, errors);
    fields['biddingStrategyType'] = biddingTypeOf(fields);
  },
  remove(session, row) {
    releaseName(session, 'campaigns', campaignRows(session), text(row.resource, 'name'));
  },
};

/** Whether a campaign without the declaration must have one: always in v25; in v26 only where it reaches the EU (google-ads.md section 1). */
export function needsEuDeclaration(campaign: Row, criteria: readonly Row[], version: string): boolean {
  if (isRemoved(campaign) || campaign.resource['containsEuPoliticalAdvertising'] !== undefined) return false;
  if (version !== 'v26') return true;
  const live = criteria.filter((row) => !isRemoved(row) && row.resource['negative'] !== true);
  if (live.some((row) => row.resource['proximity'] !== undefined || row.resource['locationGroup'] !== undefined)) return true;
  const places = live.map((row) => textAt(row.resource, 'location.geoTargetConstant')).filter((name) => name !== '');
  return places.length === 0 || places.some((name) => EU_COUNTRIES.has(PLACES.get(name.slice(name.indexOf('/') + 1))?.countryCode ?? ''));
}
