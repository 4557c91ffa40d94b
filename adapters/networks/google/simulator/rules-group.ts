import { EU_COUNTRIES } from '../../european-union.ts';
import { PLACES } from './places.ts';
import {
  checkBidAmount,
  checkName,
  checkStatus,
  claimName,
  isRemoved,
  referenced,
  releaseName,
  text,
  type Errors,
  type Rules,
  type Session,
} from './session.ts';
import { nameOf, type Row } from './store.ts';
import { textAt, valueAt, type Fields } from './values.ts';

function groupRows(session: Session, campaign: string): () => readonly Row[] {
  return () => session.draft.children(campaign, 'adGroups').filter((row) => !isRemoved(row));
}

function checkBid(session: Session, fields: Fields, errors: Errors): void {
  checkBidAmount(session, fields['cpcBidMicros'], 'cpc_bid_micros', errors);
}

export const adGroupRules: Rules = {
  message: 'AdGroup',
  operation: 'adGroupOperation',
  create(session, fields, errors) {
    checkStatus(fields, 'ENABLED', errors);
    const campaign = referenced(session, fields, 'campaign', 'campaign', errors);
    const name = checkName(fields, errors, 'adGroupError.MISSING_ADGROUP_NAME');
    checkBid(session, fields, errors);
    fields['adRotationMode'] ??= 'OPTIMIZE';
    if (campaign !== null) {
      if (campaign.resource['advertisingChannelType'] === 'SEARCH') fields['type'] ??= 'SEARCH_STANDARD';
      if (campaign.resource['advertisingChannelType'] === 'SEARCH' && fields['type'] === 'DISPLAY_STANDARD')
        errors.add('adGroupError.AD_GROUP_TYPE_NOT_VALID_FOR_ADVERTISING_CHANNEL_TYPE', 'type', 'The type does not fit the campaign.');
      claimName(
        session,
        `adGroups/${nameOf(campaign)}`,
        groupRows(session, nameOf(campaign)),
        name,
        text(fields, 'resourceName'),
        'adGroupError.DUPLICATE_ADGROUP_NAME',
        errors,
      );
    }
    return null;
  },
  update(session, fields, before, operation, errors) {
    checkStatus(fields, 'ENABLED', errors);
    referenced(session, fields, 'campaign', 'campaign', errors);
    checkBid(session, fields, errors);
    if (!operation.mask.includes('name')) return;
    const campaign = text(fields, 'campaign');
    releaseName(session, `adGroups/${campaign}`, groupRows(session, campaign), text(before.resource, 'name'));
    claimName(
      session,
      `adGroups/${campaign}`,
      groupRows(session, campaign),
      checkName(fields, errors),
      text(fields, 'resourceName'),
      'adGroupError.DUPLICATE_ADGROUP_NAME',
      errors,
    );
  },
  remove(session, row) {
    const campaign = text(row.resource, 'campaign');
    releaseName(session, `adGroups/${campaign}`, groupRows(session, campaign), text(row.resource, 'name'));
  },
};

/** 80 characters, ten words, none of a few symbols (google-ads.md section 16; the symbols are general product knowledge). */
function checkKeyword(keyword: string, errors: Errors): void {
  if (keyword.trim() === '') errors.add('criterionError.INVALID_KEYWORD_TEXT', 'keyword.text', 'The keyword is empty.');
  if (keyword.length > 80)
    errors.add('criterionError.KEYWORD_TEXT_TOO_LONG', 'keyword.text', 'The keyword is too long.', { trigger: keyword });
  if (keyword.trim().split(/\s+/).length > 10)
    errors.add('criterionError.KEYWORD_HAS_TOO_MANY_WORDS', 'keyword.text', 'The keyword has too many words.', { trigger: keyword });
  if (/[!@%,*(){};~`<>?\\|=^[\]]/.test(keyword))
    errors.add('criterionError.KEYWORD_HAS_INVALID_CHARS', 'keyword.text', 'The keyword holds characters that are not allowed.', {
      trigger: keyword,
    });
}

export const adGroupCriterionRules: Rules = {
  message: 'AdGroupCriterion',
  operation: 'adGroupCriterionOperation',
  create(session, fields, errors) {
    checkStatus(fields, 'ENABLED', errors);
    const group = referenced(session, fields, 'adGroup', 'ad_group', errors);
    const groupId = group === null ? '0' : text(group.resource, 'id');
    if (fields['keyword'] === undefined) {
      const kind = ['ageRange', 'gender', 'userList', 'location', 'language'].find((member) => fields[member] !== undefined);
      if (kind === undefined) {
        errors.add('adGroupCriterionError.CONCRETE_TYPE_REQUIRED', null, 'A criterion is needed.');
        return null;
      }
      checkUserList(session, fields, errors);
      fields['type'] = kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
      fields['criterionId'] = session.draft.store.nextId();
      return `${groupId}~${fields['criterionId']}`;
    }
    const keyword = textAt(fields, 'keyword.text');
    checkKeyword(keyword, errors);
    checkBid(session, fields, errors);
    if (valueAt(fields, 'keyword.matchType') === undefined)
      errors.add('fieldError.REQUIRED', 'keyword.match_type', 'The required field was not present.');
    fields['type'] = 'KEYWORD';
    fields['negative'] ??= false;
    fields['approvalStatus'] = 'APPROVED';
    if (errors.list.length > 0 || group === null) return null;
    // The same keyword again is the same criterion, not a second one (google-ads.md section 11).
    const index = session.keywordIndex;
    let known = index.get(nameOf(group));
    if (known === undefined) {
      known = new Map(
        session.draft
          .children(nameOf(group), 'adGroupCriteria')
          .filter((row) => !isRemoved(row))
          .map((row) => [keywordKey(row.resource), text(row.resource, 'criterionId')]),
      );
      index.set(nameOf(group), known);
    }
    const key = keywordKey(fields);
    const id = known.get(key) ?? session.draft.store.nextId();
    known.set(key, id);
    fields['criterionId'] = id;
    return `${groupId}~${id}`;
  },
  update(session, fields, _before, _operation, errors) {
    checkStatus(fields, 'ENABLED', errors);
    referenced(session, fields, 'adGroup', 'ad_group', errors);
  },
  remove(session, row) {
    session.keywordIndex.get(text(row.resource, 'adGroup'))?.delete(keywordKey(row.resource));
  },
};

function keywordKey(fields: Fields): string {
  return `${textAt(fields, 'keyword.matchType')}|${fields['negative'] === true}|${textAt(fields, 'keyword.text').toLowerCase()}`;
}

export const campaignCriterionRules: Rules = {
  message: 'CampaignCriterion',
  operation: 'campaignCriterionOperation',
  create(session, fields, errors) {
    fields['status'] ??= 'ENABLED';
    fields['negative'] ??= false;
    const campaign = referenced(session, fields, 'campaign', 'campaign', errors);
    const id = criterionId(session, fields, campaign, errors);
    if (id === null || campaign === null) return null;
    fields['criterionId'] = id;
    return `${text(campaign.resource, 'id')}~${id}`;
  },
  update(session, fields, before, _operation, errors) {
    referenced(session, fields, 'campaign', 'campaign', errors);
    if (before.resource['negative'] === true)
      errors.add('campaignCriterionError.CANNOT_UPDATE_NEGATIVE_CRITERION', null, 'Exclusions are removed and made again.');
  },
  remove() {},
};

function criterionId(session: Session, fields: Fields, campaign: Row | null, errors: Errors): string | null {
  if (fields['location'] !== undefined) {
    fields['type'] = 'LOCATION';
    const name = textAt(fields, 'location.geoTargetConstant');
    const place = PLACES.get(name.replace(/^geoTargetConstants\//, ''));
    if (place === undefined) {
      errors.add('criterionError.INVALID_CRITERION_ID', 'location.geo_target_constant', 'There is no such place.', { trigger: name });
      return null;
    }
    fields['displayName'] = place.name;
    if (
      campaign !== null &&
      EU_COUNTRIES.has(place.countryCode) &&
      campaign.resource['containsEuPoliticalAdvertising'] === undefined &&
      session.version === 'v26'
    )
      errors.add('criterionError.MISSING_EU_POLITICAL_ADVERTISING_SELF_DECLARATION', 'location', 'Declare on the campaign first.');
    return place.id;
  }
  if (fields['language'] !== undefined) {
    fields['type'] = 'LANGUAGE';
    const name = textAt(fields, 'language.languageConstant');
    const match = /^languageConstants\/(1\d{3})$/.exec(name);
    if (match === null)
      errors.add('criterionError.INVALID_CRITERION_ID', 'language.language_constant', 'There is no such language.', { trigger: name });
    return match?.[1] ?? null;
  }
  if (fields['proximity'] !== undefined) {
    fields['type'] = 'PROXIMITY';
    const radius = valueAt(fields, 'proximity.radius');
    if (typeof radius !== 'number' || radius <= 0 || radius > 800)
      errors.add('criterionError.INVALID_PROXIMITY_RADIUS', 'proximity.radius', 'The radius is out of range.');
    // Millionths of a degree (google-ads.md section 5.3).
    for (const [member, snake, most, code] of [
      ['latitudeInMicroDegrees', 'latitude_in_micro_degrees', 90_000_000, 'INVALID_LATITUDE'],
      ['longitudeInMicroDegrees', 'longitude_in_micro_degrees', 180_000_000, 'INVALID_LONGITUDE'],
    ] as const) {
      const degrees = valueAt(fields, `proximity.geoPoint.${member}`);
      if (typeof degrees === 'number' && Math.abs(degrees) > most)
        errors.add(`criterionError.${code}`, `proximity.geo_point.${snake}`, 'The point is outside the world.');
    }
    if (valueAt(fields, 'proximity.geoPoint') === undefined && valueAt(fields, 'proximity.address') === undefined)
      errors.add('criterionError.PROXIMITY_GEOPOINT_AND_ADDRESS_BOTH_CANNOT_BE_NULL', 'proximity', 'A point or an address is needed.');
    return session.draft.store.nextId();
  }
  if (fields['keyword'] !== undefined) {
    fields['type'] = 'KEYWORD';
    checkKeyword(textAt(fields, 'keyword.text'), errors);
    if (fields['negative'] !== true)
      errors.add('criterionError.CANNOT_ADD_CRITERIA_TYPE', 'keyword', 'Campaigns take negative keywords only.');
    return session.draft.store.nextId();
  }
  const kind = ['device', 'adSchedule', 'ageRange', 'gender', 'userList'].find((member) => fields[member] !== undefined);
  if (kind === undefined) {
    errors.add('campaignCriterionError.CONCRETE_TYPE_REQUIRED', null, 'A criterion is needed.');
    return null;
  }
  checkUserList(session, fields, errors);
  fields['type'] = kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return session.draft.store.nextId();
}

/** Lists are made in Data Manager and named by `customers/<id>/userLists/<id>`. */
function checkUserList(session: Session, fields: Fields, errors: Errors): void {
  if (fields['userList'] === undefined) return;
  const name = textAt(fields, 'userList.userList');
  const match = /^customers\/(\d+)\/userLists\/(\d+)$/.exec(name);
  if (match === null || match[1] !== session.customer.id || !session.hasUserList(match[2]!))
    errors.add('criterionError.INVALID_USER_LIST', 'user_list.user_list', 'There is no such list.', { trigger: name });
}
