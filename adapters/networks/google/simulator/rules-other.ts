import { createHash } from 'node:crypto';
import { checkName, claimName, isRemoved, referenced, text, type Rules } from './session.ts';
import { nameOf } from './store.ts';
import { textAt } from './values.ts';

const IMAGE_LIMIT_BYTES = 5_120 * 1024;

export const labelRules: Rules = {
  message: 'Label',
  operation: 'labelOperation',
  create(session, fields, errors) {
    fields['status'] = 'ENABLED';
    const rows = () => session.draft.rows(session.customer.id, 'labels').filter((row) => !isRemoved(row));
    claimName(session, 'labels', rows, checkName(fields, errors), text(fields, 'resourceName'), 'labelError.DUPLICATE_NAME', errors);
    return null;
  },
  update(_session, fields, _before, _operation, errors) {
    checkName(fields, errors);
  },
  remove() {},
};

export const campaignLabelRules: Rules = {
  message: 'CampaignLabel',
  operation: 'campaignLabelOperation',
  create(session, fields, errors) {
    const campaign = referenced(session, fields, 'campaign', 'campaign', errors);
    const label = referenced(session, fields, 'label', 'label', errors);
    if (campaign === null || label === null) return null;
    const id = `${text(campaign.resource, 'id')}~${text(label.resource, 'id')}`;
    const there = session.draft.get(`customers/${session.customer.id}/campaignLabels/${id}`);
    if (there !== null && !isRemoved(there)) errors.add('campaignError.CAMPAIGN_LABEL_ALREADY_EXISTS', null, 'The label is there already.');
    return id;
  },
  update() {},
  remove() {},
};

/** Width and height of a PNG or JPEG, null when it is neither. */
function imageSize(bytes: Buffer): { readonly width: number; readonly height: number; readonly mime: string } | null {
  if (bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47)
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), mime: 'IMAGE_PNG' };
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5), mime: 'IMAGE_JPEG' };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

export const assetRules: Rules = {
  message: 'Asset',
  operation: 'assetOperation',
  create(session, fields, errors) {
    if (fields['textAsset'] !== undefined) {
      fields['type'] = 'TEXT';
      if (textAt(fields, 'textAsset.text') === '')
        errors.add('assetError.ASSET_DATA_IS_MISSING', 'text_asset.text', 'The text is missing.');
    } else if (fields['imageAsset'] !== undefined) {
      fields['type'] = 'IMAGE';
      const bytes = Buffer.from(textAt(fields, 'imageAsset.data'), 'base64');
      const size = imageSize(bytes);
      if (bytes.length === 0) errors.add('assetError.ASSET_DATA_IS_MISSING', 'image_asset.data', 'The image is missing.');
      else if (bytes.length > IMAGE_LIMIT_BYTES) errors.add('imageError.FILE_TOO_LARGE', 'image_asset.data', 'The image is too large.');
      else if (size === null) errors.add('imageError.FORMAT_NOT_ALLOWED', 'image_asset.data', 'The image is neither JPEG nor PNG.');
      else
        fields['imageAsset'] = {
          fileSize: String(bytes.length),
          mimeType: size.mime,
          fullSize: { heightPixels: String(size.height), widthPixels: String(size.width) },
          digest: createHash('sha256').update(bytes).digest('hex'),
        };
    } else {
      errors.add('assetError.ASSET_DATA_IS_MISSING', null, 'Only text and image assets are simulated.');
    }
    if (errors.list.length > 0) return null;
    fields['source'] = 'ADVERTISER';
    // Identical content is the asset that exists already (google-ads.md section 5.6).
    const content = (asset: typeof fields): string => `${textAt(asset, 'textAsset.text')}|${textAt(asset, 'imageAsset.digest')}`;
    const same = session.draft
      .rows(session.customer.id, 'assets')
      .find((row) => row.resource['type'] === fields['type'] && content(row.resource) === content(fields));
    // Whether pictures need names of their own is not documented (switch `google.asset_names_unique`).
    const name = text(fields, 'name');
    if (same === undefined && name !== '' && session.switchOn('google.asset_names_unique'))
      if (
        session.draft
          .rows(session.customer.id, 'assets')
          .some((row) => row.resource['type'] === fields['type'] && row.resource['name'] === name)
      )
        errors.add('assetError.DUPLICATE_ASSET_NAME', 'name', 'An asset with this name exists.', { trigger: name });
    return same === undefined ? null : nameOf(same).slice(nameOf(same).lastIndexOf('/') + 1);
  },
  update() {},
  remove() {},
};

export const conversionActionRules: Rules = {
  message: 'ConversionAction',
  operation: 'conversionActionOperation',
  create(session, fields, errors) {
    fields['status'] ??= 'ENABLED';
    fields['countingType'] ??= 'MANY_PER_CLICK';
    fields['clickThroughLookbackWindowDays'] ??= '30';
    fields['primaryForGoal'] ??= true;
    if (fields['type'] === undefined) errors.add('fieldError.REQUIRED', 'type', 'The required field was not present.');
    const rows = () => session.draft.rows(session.customer.id, 'conversionActions').filter((row) => !isRemoved(row));
    claimName(
      session,
      'conversionActions',
      rows,
      checkName(fields, errors),
      text(fields, 'resourceName'),
      'conversionActionError.DUPLICATE_NAME',
      errors,
    );
    return null;
  },
  update(_session, fields, _before, _operation, errors) {
    checkName(fields, errors);
  },
  remove() {},
};
