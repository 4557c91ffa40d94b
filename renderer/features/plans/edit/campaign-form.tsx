import type { CampaignFields } from '../../../../core/contract/index.ts';
import { useText } from '../../../i18n/index.ts';
import { CommitText, DayField } from '../../../ui/grid/index.ts';
import { MoneyField, Segmented, Select } from '../../../ui/index.ts';
import type { PlanPatch } from '../columns.tsx';

interface Props {
  readonly objectId: string;
  readonly fields: CampaignFields;
  readonly save: (patch: PlanPatch) => void;
}

export function CampaignForm({ objectId, fields, save }: Props) {
  const { t } = useText();
  const isReversed = fields.endDay !== null && fields.endDay < fields.startDay;
  return (
    <>
      <CommitText
        keepAs={`plan/${objectId}/name`}
        label={t('plansScreen.field.name')}
        value={fields.name}
        check={(value) => (value.trim() === '' ? t('plansScreen.invalid.name') : null)}
        onCommit={(name) => save({ name: name.trim() })}
      />
      <Segmented
        label={t('plansScreen.field.status')}
        value={fields.status}
        options={(['active', 'paused', 'archived'] as const).map((value) => ({ value, label: t(`plansScreen.status.${value}`) }))}
        onChange={(status) => save({ status })}
      />
      <MoneyField
        label={t('plansScreen.field.dailyBudget')}
        value={fields.dailyBudget}
        currency={fields.dailyBudget.currency}
        onChange={(dailyBudget) => dailyBudget !== null && save({ dailyBudget })}
      />
      <div className="field-pair">
        <DayField
          keepAs={`plan/${objectId}/startDay`}
          label={t('plansScreen.field.startDay')}
          value={fields.startDay}
          onChange={(startDay) => startDay !== null && save({ startDay })}
        />
        <DayField
          keepAs={`plan/${objectId}/endDay`}
          label={t('plansScreen.field.endDay')}
          value={fields.endDay}
          min={fields.startDay}
          error={isReversed ? t('plansScreen.invalid.dates') : null}
          onChange={(endDay) => save({ endDay })}
        />
      </div>
      <Select
        label={t('plansScreen.field.objective')}
        value={fields.objective}
        options={(['traffic', 'applications'] as const).map((value) => ({ value, label: t(`plansScreen.objective.${value}`) }))}
        onChange={(objective) => save({ objective })}
      />
      <CommitText
        keepAs={`plan/${objectId}/countries`}
        label={t('plansScreen.field.countries')}
        hint={t('plansScreen.countriesHint')}
        value={fields.countries.join(', ')}
        check={(value) => (codes(value) === null ? t('plansScreen.invalid.countries') : null)}
        onCommit={(value) => save({ countries: codes(value) ?? fields.countries })}
      />
      <p className="small quiet">{t('plansScreen.employmentNote')}</p>
    </>
  );
}

/** Two-letter codes, parted by commas or spaces; null when one is not, or none is left. */
function codes(value: string): string[] | null {
  const list = value
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter((code) => code !== '');
  return list.length > 0 && list.every((code) => /^[A-Z]{2}$/.test(code)) ? list : null;
}
