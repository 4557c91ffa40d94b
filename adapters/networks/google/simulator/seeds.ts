import { GOOGLE_SIMULATED_ACCOUNTS } from './accounts.ts';
import type { Collection, Row } from './store.ts';

/** Made on the web before any program came: what conversions are counted under, and the form that people fill in. */
export const SEED_CONVERSION_ACTIONS = {
  conversionActionId: '7100000001',
  qualifiedConversionActionId: '7100000002',
  hireConversionActionId: '7100000003',
} as const;
export const SEED_LEAD_FORM = '7200000001';

const ACTIONS = [
  [SEED_CONVERSION_ACTIONS.conversionActionId, 'Postulación', 'SUBMIT_LEAD_FORM'],
  [SEED_CONVERSION_ACTIONS.qualifiedConversionActionId, 'Postulación calificada', 'QUALIFIED_LEAD'],
  [SEED_CONVERSION_ACTIONS.hireConversionActionId, 'Contratación', 'CONVERTED_LEAD'],
] as const;

export function seedRows(): readonly (readonly [Collection, Row])[] {
  const made = (customerId: string, collection: Collection, id: string, fields: Row['resource']): readonly [Collection, Row] => [
    collection,
    {
      customerId,
      createdMs: 0,
      visibleFromMs: 0,
      history: [[0, 'ENABLED']],
      resource: { ...fields, id, resourceName: `customers/${customerId}/${collection}/${id}` },
    },
  ];
  return GOOGLE_SIMULATED_ACCOUNTS.customers
    .filter((customer) => !customer.manager)
    .flatMap(({ id: customerId }) => [
      ...ACTIONS.map(([id, name, category]) =>
        made(customerId, 'conversionActions', id, {
          name,
          category,
          type: 'UPLOAD_CLICKS',
          status: 'ENABLED',
          countingType: 'ONE_PER_CLICK',
          clickThroughLookbackWindowDays: '90',
          primaryForGoal: true,
        }),
      ),
      made(customerId, 'assets', SEED_LEAD_FORM, { name: 'Formulario de postulación', type: 'LEAD_FORM', source: 'ADVERTISER' }),
    ]);
}
