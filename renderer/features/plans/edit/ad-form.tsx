import { Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AdFields, Network } from '../../../../core/contract/index.ts';
import { useText } from '../../../i18n/index.ts';
import { useRead } from '../../../rpc/index.ts';
import { CommitText } from '../../../ui/grid/index.ts';
import { Button, IconButton, Segmented, Select, TextField } from '../../../ui/index.ts';
import type { PlanPatch } from '../columns.tsx';
import type { AdTexts } from './previews.tsx';
import { Counter } from './counter.tsx';

interface Props {
  readonly fields: AdFields;
  readonly network: string;
  readonly save: (patch: PlanPatch) => void;
  /** What stands in the fields while it is being typed: the preview follows it. */
  readonly onDraft: (draft: AdTexts) => void;
}

const FREE = { min: 1, max: 15, length: null, recommended: null } satisfies Network['text']['headlines'];

export function AdForm({ fields, network, save, onDraft }: Props) {
  const { t } = useText();
  const { data } = useRead('networks.list', {});
  const limits = data?.networks.find(({ id }) => id === network)?.text;
  const [draft, setDraft] = useState<AdTexts>({
    headlines: fields.headlines,
    descriptions: fields.descriptions,
    primaryText: fields.primaryText,
  });
  const { headlines, descriptions, primaryText } = fields;
  useEffect(() => setDraft({ headlines, descriptions, primaryText }), [headlines, descriptions, primaryText]);
  useEffect(() => onDraft(draft), [draft, onDraft]);
  const set = (change: Partial<AdTexts>): void => setDraft((before) => ({ ...before, ...change }));
  return (
    <>
      <CommitText
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
      <Texts
        label={t('plansScreen.field.headlines')}
        single={t('plansScreen.headline')}
        texts={draft.headlines}
        limit={limits?.headlines ?? FREE}
        onChange={(next) => set({ headlines: next })}
        onCommit={(next) => save({ headlines: [...next] })}
      />
      {(limits?.primary !== null || fields.primaryText !== '') && (
        <div className="counted is-tall">
          <TextField
            label={t('plansScreen.field.primaryText')}
            multiline={5}
            value={draft.primaryText}
            onChange={(next) => set({ primaryText: next })}
            onCommit={() => draft.primaryText !== primaryText && save({ primaryText: draft.primaryText })}
          />
          <Counter text={draft.primaryText} limit={limits?.primary ?? null} />
        </div>
      )}
      {(limits === undefined || limits.descriptions.max > 0) && (
        <Texts
          label={t('plansScreen.field.descriptions')}
          single={t('plansScreen.descriptionText')}
          texts={draft.descriptions}
          limit={limits?.descriptions ?? FREE}
          onChange={(next) => set({ descriptions: next })}
          onCommit={(next) => save({ descriptions: [...next] })}
        />
      )}
      <CommitText
        label={t('plansScreen.field.finalUrl')}
        value={fields.finalUrl}
        check={(value) => (/^https?:\/\/\S+$/.test(value) ? null : t('plansScreen.invalid.url'))}
        onCommit={(finalUrl) => save({ finalUrl })}
      />
      <Select
        label={t('plansScreen.field.callToAction')}
        value={fields.callToAction}
        options={(['apply_now', 'learn_more', 'contact_us'] as const).map((value) => ({ value, label: t(`plansScreen.cta.${value}`) }))}
        onChange={(callToAction) => save({ callToAction })}
      />
    </>
  );
}

interface TextsProps {
  readonly label: string;
  readonly single: string;
  readonly texts: readonly string[];
  readonly limit: Network['text']['headlines'];
  readonly onChange: (texts: readonly string[]) => void;
  readonly onCommit: (texts: readonly string[]) => void;
}

/** Several short texts, each with its counter; as many as the network takes. */
function Texts({ label, single, texts, limit, onChange, onCommit }: TextsProps) {
  const { t } = useText();
  return (
    <fieldset className="fieldset">
      <legend>{label}</legend>
      <div className="text-list">
        {texts.map((text, index) => (
          // The position is the identity: texts have none of their own and two may read alike.
          <div key={index} className="counted">
            <TextField
              label={`${single} ${index + 1}`}
              hideLabel
              value={text}
              onChange={(value) => onChange(texts.with(index, value))}
              onCommit={() => onCommit(texts)}
            />
            <Counter text={text} limit={limit} />
            <IconButton
              label={t('plansScreen.removeText', { text: `${single} ${index + 1}` })}
              icon={<X size={14} aria-hidden />}
              isDisabled={texts.length <= Math.max(1, limit.min)}
              onPress={() => onCommit(texts.toSpliced(index, 1))}
            />
          </div>
        ))}
        {texts.length < limit.max && (
          <div>
            <Button variant="plain" icon={<Plus size={14} aria-hidden />} onPress={() => onChange([...texts, ''])}>
              {t('plansScreen.addText', { text: single.toLowerCase() })}
            </Button>
          </div>
        )}
      </div>
    </fieldset>
  );
}
