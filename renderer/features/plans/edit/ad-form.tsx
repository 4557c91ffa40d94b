import { Plus, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { AdFields, Network } from '../../../../core/contract/index.ts';
import { useText } from '../../../i18n/index.ts';
import { useRead } from '../../../rpc/index.ts';
import { CommitText } from '../../../ui/grid/index.ts';
import { Button, IconButton, OpenNote, Segmented, Select, TextField, useOpenText } from '../../../ui/index.ts';
import type { PlanPatch } from '../columns.tsx';
import type { AdTexts } from './previews.tsx';
import { Counter } from './counter.tsx';

interface Props {
  readonly objectId: string;
  readonly fields: AdFields;
  readonly network: string;
  readonly save: (patch: PlanPatch) => void;
  /** What stands in the fields while it is being typed: the preview follows it. */
  readonly onDraft: (draft: AdTexts) => void;
}

const FREE = { min: 1, max: 15, length: null, recommended: null } satisfies Network['text']['headlines'];

export function AdForm({ objectId, fields, network, save, onDraft }: Props) {
  const { t } = useText();
  const { data } = useRead('networks.list', {});
  const limits = data?.networks.find(({ id }) => id === network)?.text;
  const [draft, setDraft] = useState<AdTexts>({
    headlines: fields.headlines,
    descriptions: fields.descriptions,
    primaryText: fields.primaryText,
  });
  // Each list and text says what stands in it, also after it was saved, undone or put back.
  const set = useCallback((change: Partial<AdTexts>): void => setDraft((before) => ({ ...before, ...change })), []);
  const hasPrimary = limits?.primary !== null || fields.primaryText !== '';
  const hasDescriptions = limits === undefined || limits.descriptions.max > 0;
  const primaryText = hasPrimary ? draft.primaryText : fields.primaryText;
  const descriptions = hasDescriptions ? draft.descriptions : fields.descriptions;
  const { headlines } = draft;
  useEffect(() => onDraft({ headlines, descriptions, primaryText }), [headlines, descriptions, primaryText, onDraft]);
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
      <Texts
        key={`plan/${objectId}/headlines`}
        keepAs={`plan/${objectId}/headlines`}
        label={t('plansScreen.field.headlines')}
        single={t('plansScreen.headline')}
        saved={fields.headlines}
        limit={limits?.headlines ?? FREE}
        name="headlines"
        onDraft={set}
        onCommit={(next) => save({ headlines: [...next] })}
      />
      {hasPrimary && (
        <div className="counted is-tall">
          <CommitText
            keepAs={`plan/${objectId}/primaryText`}
            label={t('plansScreen.field.primaryText')}
            multiline={5}
            value={fields.primaryText}
            onDraft={(next) => set({ primaryText: next })}
            onCommit={(next) => save({ primaryText: next })}
          />
          <Counter text={draft.primaryText} limit={limits?.primary ?? null} />
        </div>
      )}
      {hasDescriptions && (
        <Texts
          key={`plan/${objectId}/descriptions`}
          keepAs={`plan/${objectId}/descriptions`}
          label={t('plansScreen.field.descriptions')}
          single={t('plansScreen.descriptionText')}
          saved={fields.descriptions}
          limit={limits?.descriptions ?? FREE}
          name="descriptions"
          onDraft={set}
          onCommit={(next) => save({ descriptions: [...next] })}
        />
      )}
      <CommitText
        keepAs={`plan/${objectId}/finalUrl`}
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
  readonly keepAs: string;
  readonly name: 'headlines' | 'descriptions';
  readonly label: string;
  readonly single: string;
  readonly saved: readonly string[];
  readonly limit: Network['text']['headlines'];
  readonly onDraft: (draft: Partial<AdTexts>) => void;
  readonly onCommit: (texts: readonly string[]) => void;
}

/** Several short texts, each with its counter; as many as the network takes. */
function Texts({ keepAs, name, label, single, saved, limit, onDraft, onCommit }: TextsProps) {
  const { t } = useText();
  const value = JSON.stringify(saved);
  const open = useOpenText(keepAs, value);
  const texts = useMemo(() => listOf(open.text), [open.text]);
  useEffect(() => onDraft({ [name]: texts }), [name, texts, onDraft]);
  const change = (next: readonly string[]): void => open.type(JSON.stringify(next));
  function send(next: readonly string[]): void {
    const text = JSON.stringify(next);
    if (text === value) return;
    open.commit(text);
    onCommit(next);
  }
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
              onChange={(next) => change(texts.with(index, next))}
              onCommit={() => send(texts)}
              onGiveUp={open.giveUp}
            />
            <Counter text={text} limit={limit} />
            <IconButton
              label={t('plansScreen.removeText', { text: `${single} ${index + 1}` })}
              icon={<X size={14} aria-hidden />}
              isDisabled={texts.length <= Math.max(1, limit.min)}
              onPress={() => send(texts.toSpliced(index, 1))}
            />
          </div>
        ))}
        {texts.length < limit.max && (
          <div>
            <Button variant="plain" icon={<Plus size={14} aria-hidden />} onPress={() => change([...texts, ''])}>
              {t('plansScreen.addText', { text: single.toLowerCase() })}
            </Button>
          </div>
        )}
      </div>
      <OpenNote
        label={label}
        isRecovered={open.isRecovered}
        aside={open.aside === null ? null : listOf(open.aside).join('\n')}
        onSave={() => send(texts)}
        onGiveUp={open.giveUp}
        onUseAside={open.useAside}
        onDropAside={open.dropAside}
      />
    </fieldset>
  );
}

/** A list of texts, as it waits in one text. */
function listOf(json: string): readonly string[] {
  return JSON.parse(json) as string[]; // made by JSON.stringify from such a list, above or by an earlier page
}
