import { findTopics, policyFinding } from './review.ts';
import { checkStatus, isRemoved, referenced, text, type Errors, type Rules, type Session } from './session.ts';
import { nameOf, type Row } from './store.ts';
import { displayWidth, isFields, listAt, textAt, textsAt, type Fields } from './values.ts';

/** Responsive search ad: 3–15 headlines of 30, 2–4 descriptions of 90, two paths of 15 (google-ads.md section 16). */
const RSA = { headlines: { min: 3, max: 15, width: 30 }, descriptions: { min: 2, max: 4, width: 90 } } as const;
const PINS = {
  headlines: ['HEADLINE_1', 'HEADLINE_2', 'HEADLINE_3'],
  descriptions: ['DESCRIPTION_1', 'DESCRIPTION_2'],
} as const satisfies Record<string, readonly string[]>;
const MAX_ENABLED_RSA = 3;

function checkTexts(ad: Fields, list: 'headlines' | 'descriptions', errors: Errors): void {
  const limit = RSA[list];
  const texts = listAt(ad, `responsiveSearchAd.${list}`);
  const at = `ad.responsive_search_ad.${list}`;
  if (texts.length < limit.min) errors.add('collectionSizeError.TOO_FEW', at, `Too few ${list}.`);
  if (texts.length > limit.max) errors.add('collectionSizeError.TOO_MANY', at, `Too many ${list}.`);
  const seen = new Set<string>();
  for (const [index, item] of texts.entries()) {
    const line = textAt(item, 'text');
    if (line.trim() === '') errors.add('stringLengthError.EMPTY', `${at}[${index}].text`, 'Too short.');
    if (displayWidth(line) > limit.width)
      errors.add('adError.LINE_TOO_WIDE', `${at}[${index}].text`, 'The text is too long.', { trigger: line });
    // A headline is pinned among headlines, a description among descriptions. What is answered otherwise is not documented: the code is of the family of pins.
    const pin = textAt(item, 'pinnedField');
    if (pin !== '' && !(PINS[list] as readonly string[]).includes(pin))
      errors.add('assetLinkError.INVALID_PINNED_FIELD', `${at}[${index}].pinned_field`, 'The text cannot be pinned there.', {
        trigger: pin,
      });
    const key = line.trim().toLowerCase();
    if (seen.has(key)) errors.add('distinctError.DUPLICATE_ELEMENT', `${at}[${index}]`, 'The text stands twice.', { trigger: line });
    seen.add(key);
  }
}

function checkUrl(url: string, at: string, errors: Errors): void {
  if (url.length > 2048) errors.add('stringLengthError.TOO_LONG', at, 'Too long.', { trigger: url });
  if (!/^[a-z][a-z0-9+.-]*:/i.test(url))
    errors.add('urlFieldError.MISSING_PROTOCOL_IN_FINAL_URL', at, 'The address has no protocol.', { trigger: url });
  else if (!/^https?:/i.test(url))
    errors.add('urlFieldError.INVALID_PROTOCOL_IN_FINAL_URL', at, 'The protocol must be http or https.', { trigger: url });
  else if (!URL.canParse(url) || /\s/.test(url))
    errors.add('urlFieldError.MALFORMED_FINAL_URL', at, 'The address cannot be read.', { trigger: url });
  else if (!new URL(url).hostname.includes('.'))
    errors.add('urlFieldError.INVALID_TLD_IN_FINAL_URL', at, 'The address has no public domain.', { trigger: url });
}

function checkParameters(fields: Fields, at: string, errors: Errors): void {
  const parameters = listAt(fields, 'urlCustomParameters');
  // Eight parameters, keys of 16 letters and digits, values of 250 characters: general product knowledge, not in the descriptors.
  if (parameters.length > 8)
    errors.add('urlFieldError.URL_CUSTOM_PARAMETERS_COUNT_EXCEEDS_LIMIT', `${at}url_custom_parameters`, 'Too many parameters.');
  for (const [index, parameter] of parameters.entries()) {
    const place = `${at}url_custom_parameters[${index}]`;
    if (!/^[A-Za-z0-9]{1,16}$/.test(textAt(parameter, 'key')))
      errors.add(
        'urlFieldError.INVALID_CHARACTERS_IN_URL_CUSTOM_PARAMETER_KEY',
        `${place}.key`,
        'The key holds other characters than letters and digits.',
      );
    if (textAt(parameter, 'value').length > 250) errors.add('stringLengthError.TOO_LONG', `${place}.value`, 'Too long.');
  }
}

function checkEnabledCount(session: Session, group: Row, own: string, errors: Errors): void {
  const enabled = session.draft
    .children(nameOf(group), 'adGroupAds')
    .filter((row) => row.resource['status'] === 'ENABLED' && nameOf(row) !== own).length;
  if (enabled < MAX_ENABLED_RSA) return;
  errors.add('resourceCountLimitExceededError.AD_GROUP_AD_LIMIT', null, 'The ad group holds as many enabled ads of this kind as it may.', {
    details: {
      resourceCountDetails: {
        enclosingId: text(group.resource, 'id'),
        enclosingResource: 'AdGroup',
        limit: MAX_ENABLED_RSA,
        limitType: 'RESPONSIVE_SEARCH_ADS_PER_AD_GROUP',
        existingCount: enabled,
      },
    },
  });
}

function checkPolicy(ad: Fields, ignorable: readonly string[], errors: Errors): void {
  const lines = [...listAt(ad, 'responsiveSearchAd.headlines'), ...listAt(ad, 'responsiveSearchAd.descriptions')].map((item) =>
    textAt(item, 'text'),
  );
  const topics = findTopics(lines).filter((topic) => !ignorable.includes(topic.topic));
  if (topics.length > 0)
    errors.add(
      'policyFindingError.POLICY_FINDING',
      'ad',
      'The resource has been disapproved since the policy summary includes policy topics of type PROHIBITED.',
      { details: policyFinding(topics) },
    );
}

/** Ignorable topics travel with the operation, so they are looked up there. */
export function adGroupAdRules(ignorable: (fields: Fields) => readonly string[]): Rules {
  return {
    message: 'AdGroupAd',
    operation: 'adGroupAdOperation',
    create(session, fields, errors) {
      checkStatus(fields, 'ENABLED', errors);
      const group = referenced(session, fields, 'adGroup', 'ad_group', errors);
      const ad = fields['ad'];
      if (!isFields(ad)) {
        errors.add('fieldError.REQUIRED', 'ad', 'The required field was not present.');
        return null;
      }
      if (ad['responsiveSearchAd'] === undefined) {
        errors.add(
          'operationAccessDeniedError.OPERATION_NOT_PERMITTED_FOR_AD_GROUP_TYPE',
          'ad',
          'Only responsive search ads fit this ad group.',
        );
        return null;
      }
      // `Ad.name` exists, but not for this type (comment of Ad.name in ad.proto, google-ads-node 25.1.0; read 2026-11-20).
      if (ad['name'] !== undefined)
        errors.add('fieldError.VALUE_MUST_BE_UNSET', 'ad.name', 'The field must be unset for this ad type.', { trigger: text(ad, 'name') });
      const urls = textsAt(ad, 'finalUrls');
      if (urls.length === 0) errors.add('fieldError.REQUIRED_NONEMPTY_LIST', 'ad.final_urls', 'A final address is needed.');
      for (const [index, url] of urls.entries()) checkUrl(url, `ad.final_urls[${index}]`, errors);
      checkTexts(ad, 'headlines', errors);
      checkTexts(ad, 'descriptions', errors);
      for (const path of ['path1', 'path2'] as const)
        if (displayWidth(textAt(ad, `responsiveSearchAd.${path}`)) > 15)
          errors.add('adError.LINE_TOO_WIDE', `ad.responsive_search_ad.${path}`, 'The text is too long.');
      if (textAt(ad, 'responsiveSearchAd.path2') !== '' && textAt(ad, 'responsiveSearchAd.path1') === '')
        errors.add('adError.CANNOT_SET_PATH2_WITHOUT_PATH1', 'ad.responsive_search_ad.path2', 'The second path needs the first.');
      checkParameters(ad, 'ad.', errors);
      checkPolicy(ad, ignorable(fields), errors);
      if (group === null || errors.list.length > 0) return null;
      if (fields['status'] === 'ENABLED') checkEnabledCount(session, group, '', errors);
      const id = session.draft.store.nextId();
      ad['id'] = id;
      ad['type'] = 'RESPONSIVE_SEARCH_AD';
      ad['resourceName'] = `customers/${session.customer.id}/ads/${id}`;
      return `${text(group.resource, 'id')}~${id}`;
    },
    update(session, fields, before, operation, errors) {
      checkStatus(fields, 'ENABLED', errors);
      // A published ad's texts are replaced by a new ad, not edited here (google-ads.md section 5.5).
      if (operation.mask.some((path) => path.startsWith('ad.')))
        errors.add('fieldError.IMMUTABLE_FIELD', 'ad', 'The field cannot be changed.');
      const group = referenced(session, fields, 'adGroup', 'ad_group', errors);
      if (group !== null && fields['status'] === 'ENABLED' && before.resource['status'] !== 'ENABLED')
        checkEnabledCount(session, group, nameOf(before), errors);
    },
    remove(_session, row, errors) {
      if (isRemoved(row)) errors.add('adGroupAdError.CANNOT_OPERATE_ON_REMOVED_ADGROUPAD', null, 'The ad is removed.');
    },
  };
}
