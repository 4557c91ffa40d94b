import { useState } from 'react';
import { Purpose, type CandidateImport } from '../../../../core/contract/index.ts';
import { useText } from '../../../i18n/index.ts';
import { Button, Checkbox, Select, TextField } from '../../../ui/index.ts';

type Declared = NonNullable<CandidateImport['declaration']>;
const PURPOSES = Purpose.options.filter((one) => one !== 'unknown');

/** Asked once for the whole file: where the people come from, what for, and whether they said yes. Only what no column says. */
export function DeclarationForm({
  preview,
  onDeclare,
}: {
  readonly preview: CandidateImport;
  readonly onDeclare: (said: Declared) => void;
}) {
  const { t, say } = useText();
  const missing = preview.missingDeclarations;
  const [source, setSource] = useState(preview.declaration?.source ?? '');
  const [purpose, setPurpose] = useState<Declared['purpose']>(preview.declaration?.purpose ?? 'job_offers');
  const [consented, setConsented] = useState(preview.declaration?.consent === 'granted');
  const said: Declared = { source: source.trim() === '' ? '-' : source.trim(), purpose, consent: consented ? 'granted' : 'unknown' };
  const needsSource = missing.includes('source') && source.trim() === '';
  const isSaid = preview.declaration !== null && JSON.stringify(preview.declaration) === JSON.stringify(said);
  return (
    <form
      className="declaration"
      aria-label={t('candidatesScreen.declaration.title')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!needsSource) onDeclare(said);
      }}
    >
      <p>
        <strong>{t('candidatesScreen.declaration.title')}</strong> {t('candidatesScreen.declaration.lead')}
      </p>
      {missing.includes('source') && (
        <TextField
          label={t('candidatesScreen.declaration.source')}
          value={source}
          onChange={setSource}
          maxLength={80}
          placeholder={t('candidatesScreen.declaration.sourceExample')}
          isRequired
        />
      )}
      {missing.includes('purpose') && (
        <Select
          label={say('candidates.field.purpose')}
          value={purpose}
          options={PURPOSES.map((value) => ({ value, label: say(`candidates.purpose.${value}`) }))}
          onChange={setPurpose}
        />
      )}
      {missing.includes('consent') && (
        <Checkbox value={consented} onChange={setConsented}>
          {t('candidatesScreen.declaration.consented')}
        </Checkbox>
      )}
      <Button type="submit" isDisabled={needsSource || isSaid}>
        {t(isSaid ? 'candidatesScreen.declaration.said' : 'candidatesScreen.declaration.say')}
      </Button>
    </form>
  );
}
