import { ItemProblem, missing, VALUE } from './problems.ts';
import { isObject, only, textOf, type Values } from './values.ts';

const FIELD_TYPES = [
  'FIRST_NAME',
  'LAST_NAME',
  'EMAIL',
  'PHONE_NUMBER',
  'ADDRESS',
  'POSTAL_CODE',
  'BIRTHDAY_DATE',
  'JOB_TITLE',
  'COMPANY_NAME',
  'CUSTOM',
];
const BUTTONS = [
  'VIEW_WEBSITE',
  'BOOK_NOW',
  'LEARN_MORE',
  'DONATE',
  'SPECIAL_OFFER',
  'SCHEDULE_NOW',
  'BUY_TICKETS',
  'TEST_DRIVE',
  'APPLY_NOW',
  'GET_COUPON',
  'CLAIM_SAMPLE',
  'FREE_TRIAL',
];

/** What belongs into the end page and stands beside it has a code of its own. "Lead generation" (v1; read 2026-11-20) */
export function checkFormShape(sent: unknown): void {
  for (const stray of ['end_page_properties', 'headline'])
    if (isObject(sent) && sent[stray] !== undefined) throw new ItemProblem('E25022', `${stray} belongs into default_end_page`);
}

/** A form cannot change once it is made. "Lead generation" (v1; read 2026-11-20) */
export function checkForm(values: Values): void {
  const fields = values['form_fields'];
  const types = new Set<string>();
  for (const field of Array.isArray(fields) ? fields : []) {
    const type = isObject(field) ? textOf(field['type']) : '';
    if (!FIELD_TYPES.includes(type)) throw new ItemProblem('E2002', `form_fields.type does not know ${type}`);
    if (isObject(field)) only(field, ['type', 'custom'], 'form_fields');
    if (type === 'CUSTOM' && !(isObject(field) && isObject(field['custom']))) throw missing('form_fields.custom');
    types.add(type);
  }
  if (types.size === 0) throw missing('form_fields');
  if (types.has('FIRST_NAME') && !types.has('LAST_NAME')) throw new ItemProblem('E25012', 'FIRST_NAME needs LAST_NAME');
  if (!textOf(values['privacy_policy_url']).startsWith('https://')) throw new ItemProblem(VALUE, 'privacy_policy_url must be https');
  const page = values['default_end_page'];
  if (!isObject(page)) return;
  only(page, ['headline', 'description', 'end_page_properties'], 'default_end_page');
  const properties = page['end_page_properties'];
  for (const one of Array.isArray(properties) ? properties : []) {
    const button = isObject(one) ? textOf(one['call_to_action']) : '';
    if (!BUTTONS.includes(button)) throw new ItemProblem('E25020', `call_to_action does not know ${button}`);
  }
}
