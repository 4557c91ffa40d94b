import { X } from 'lucide-react';
import { useState } from 'react';
import type { AdGroupFields } from '../../../../core/contract/index.ts';
import { useText } from '../../../i18n/index.ts';
import { useRead } from '../../../rpc/index.ts';
import { CommitText } from '../../../ui/grid/index.ts';
import { Button, Combo, IconButton, NumberField, Segmented } from '../../../ui/index.ts';
import type { PlanPatch } from '../columns.tsx';

interface Props {
  readonly objectId: string;
  readonly fields: AdGroupFields;
  readonly network: string;
  readonly save: (patch: PlanPatch) => void;
}

export function AdGroupForm({ objectId, fields, network, save }: Props) {
  const { t } = useText();
  const { data } = useRead('networks.list', {});
  const { data: facets } = useRead('vacancies.facets', { clientId: null });
  const [added, setAdded] = useState<string | null>(null);
  const hasKeywords = data?.networks.find(({ id }) => id === network)?.keywords === true;
  const known = (facets?.places ?? []).filter(({ code }) => !fields.places.some((place) => place.code === code));
  const country = fields.places[0]?.country ?? 'CO';
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
      <fieldset className="fieldset">
        <legend>{t('plansScreen.field.places')}</legend>
        <ul className="text-list">
          {fields.places.map((place) => (
            <li key={`${place.code} ${place.name}`} className="row">
              <span className="grow">{[place.name, place.region, place.country].filter((part) => part !== null).join(', ')}</span>
              <IconButton
                label={t('plansScreen.removePlace', { place: place.name })}
                icon={<X size={14} aria-hidden />}
                isDisabled={fields.places.length === 1}
                onPress={() => save({ places: fields.places.filter((other) => other !== place) })}
              />
            </li>
          ))}
        </ul>
        <div className="row">
          <div className="grow">
            <Combo
              label={t('plansScreen.addPlace')}
              hideLabel
              value={added}
              options={known.map(({ code, name }) => ({ value: code, label: name }))}
              placeholder={t('plansScreen.addPlace')}
              onChange={setAdded}
            />
          </div>
          <Button
            isDisabled={added === null}
            onPress={() => {
              const place = known.find(({ code }) => code === added);
              if (place !== undefined) save({ places: [...fields.places, { code: place.code, name: place.name, region: null, country }] });
              setAdded(null);
            }}
          >
            {t('plansScreen.add')}
          </Button>
        </div>
      </fieldset>
      <div className="field-pair">
        <NumberField
          label={t('plansScreen.field.radiusKm')}
          value={fields.radiusKm}
          min={1}
          max={80}
          unit="km"
          onChange={(radiusKm) => save({ radiusKm })}
        />
        <CommitText
          keepAs={`plan/${objectId}/languages`}
          label={t('plansScreen.field.languages')}
          value={fields.languages.join(', ')}
          onCommit={(value) => save({ languages: words(value.toLowerCase()).filter((code) => code.length === 2) })}
        />
      </div>
      {hasKeywords && (
        <CommitText
          keepAs={`plan/${objectId}/keywords`}
          label={t('plansScreen.field.keywords')}
          hint={t('plansScreen.keywordsHint')}
          multiline={6}
          value={fields.keywords.join('\n')}
          onCommit={(value) =>
            save({
              keywords: value
                .split('\n')
                .map((line) => line.trim())
                .filter((line) => line !== ''),
            })
          }
        />
      )}
    </>
  );
}

function words(value: string): string[] {
  return value.split(/[\s,;]+/).filter((word) => word !== '');
}
