import { Plus, X } from 'lucide-react';
import { useRef, useState, type FocusEvent } from 'react';
import type { Template, TemplateFields } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useWrite } from '../../rpc/index.ts';
import { Button, DraftNote, IconButton, Select, Switch, TextField, useKeptDraft, useNotify } from '../../ui/index.ts';
import { TemplatePreview } from './template-preview.tsx';
import { inserted, pieceFor, unknownVariables, VARIABLES, type Variable } from './variables.ts';

interface Props {
  readonly template: Template | null;
  readonly onSaved: (templateId: string) => void;
  readonly onRemoved: () => void;
}
type Place = { readonly list: 'headlines' | 'descriptions'; readonly index: number } | { readonly list: 'primaryText' };

const MOST = { headlines: 15, descriptions: 5 } as const;

/** Left the texts with their variables, right what a real vacancy would get on each network. */
export function TemplateEditor({ template, onSaved, onRemoved }: Props) {
  const { t } = useText();
  const notify = useNotify();
  const save = useWrite('templates.save');
  const remove = useWrite('templates.remove');
  const form = useKeptDraft<TemplateFields>(`template/${template?.id ?? 'new'}`, () =>
    template === null
      ? {
          name: '',
          headlines: [t('templatesScreen.starter.headline')],
          descriptions: [t('templatesScreen.starter.description')],
          primaryText: t('templatesScreen.starter.primary'),
          callToAction: 'apply_now',
        }
      : {
          name: template.name,
          headlines: template.headlines,
          descriptions: template.descriptions,
          primaryText: template.primaryText,
          callToAction: template.callToAction,
        },
  );
  const fields = form.draft;
  const [onlyWhenThere, setOnlyWhenThere] = useState(false);
  // The text that was last being written: a chip goes there even though pressing it takes the focus.
  const cursor = useRef<{ readonly place: Place; readonly field: HTMLInputElement | HTMLTextAreaElement } | null>(null);
  const set = (change: Partial<TemplateFields>): void => form.set((before) => ({ ...before, ...change }));
  const unknown = unknownVariables([...fields.headlines, ...fields.descriptions, fields.primaryText]);
  const gap =
    fields.name.trim() === ''
      ? t('templatesScreen.missing.name')
      : unknown.length > 0
        ? t('templatesScreen.missing.unknown', { names: unknown.join(', ') })
        : null;

  function remember(place: Place) {
    return (event: FocusEvent): void => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)
        cursor.current = { place, field: event.target };
    };
  }
  function textAt(place: Place): string {
    return place.list === 'primaryText' ? fields.primaryText : (fields[place.list][place.index] ?? '');
  }
  function setAt(place: Place, text: string): void {
    if (place.list === 'primaryText') set({ primaryText: text });
    else set({ [place.list]: fields[place.list].with(place.index, text) });
  }
  function insert(variable: Variable): void {
    const target = cursor.current;
    const place: Place = target?.place ?? { list: 'primaryText' };
    const old = textAt(place);
    const from = target?.field.selectionStart ?? old.length;
    const to = target?.field.selectionEnd ?? old.length;
    const next = inserted(old, pieceFor(variable, onlyWhenThere), from, to);
    setAt(place, next.text);
    requestAnimationFrame(() => {
      target?.field.focus();
      target?.field.setSelectionRange(next.cursor, next.cursor);
    });
  }

  return (
    <div className="template">
      <div className="template-form stack">
        <DraftNote form={form} label={t('templatesScreen.name')} />
        <TextField label={t('templatesScreen.name')} value={fields.name} onChange={(name) => set({ name })} autoFocus={template === null} />
        <fieldset className="template-chips">
          <legend>{t('templatesScreen.insert')}</legend>
          <div className="row-wrap">
            {VARIABLES.map((variable) => (
              <Button key={variable} onPress={() => insert(variable)}>
                {t(`templatesScreen.variable.${variable}`)}
              </Button>
            ))}
          </div>
          <Switch value={onlyWhenThere} onChange={setOnlyWhenThere}>
            {t('templatesScreen.onlyWhenThere')}
          </Switch>
        </fieldset>
        {(['headlines', 'descriptions'] as const).map((list) => (
          <fieldset key={list} className="template-texts">
            <legend>{t(`templatesScreen.${list}`)}</legend>
            {fields[list].map((text, index) => (
              // The position is the identity: texts have none of their own.
              <div key={index} className="row" onFocus={remember({ list, index })}>
                <div className="grow">
                  <TextField
                    label={t(`templatesScreen.${list}.one`, { number: index + 1 })}
                    hideLabel
                    value={text}
                    onChange={(value) => setAt({ list, index }, value)}
                  />
                </div>
                <IconButton
                  label={t('templatesScreen.remove', { number: index + 1 })}
                  icon={<X size={14} aria-hidden />}
                  isDisabled={fields[list].length === 1}
                  onPress={() => set({ [list]: fields[list].toSpliced(index, 1) })}
                />
              </div>
            ))}
            {fields[list].length < MOST[list] && (
              <div>
                <Button variant="plain" icon={<Plus size={14} aria-hidden />} onPress={() => set({ [list]: [...fields[list], ''] })}>
                  {t(`templatesScreen.${list}.add`)}
                </Button>
              </div>
            )}
          </fieldset>
        ))}
        <div onFocus={remember({ list: 'primaryText' })}>
          <TextField
            label={t('templatesScreen.primaryText')}
            multiline={6}
            value={fields.primaryText}
            onChange={(primaryText) => set({ primaryText })}
          />
        </div>
        <Select
          label={t('templatesScreen.callToAction')}
          value={fields.callToAction}
          options={(['apply_now', 'learn_more', 'contact_us'] as const).map((value) => ({
            value,
            label: t(`templatesScreen.cta.${value}`),
          }))}
          onChange={(callToAction) => set({ callToAction })}
        />
        <div className="row-wrap">
          <Button
            needs="writing"
            variant="primary"
            isDisabled={gap !== null || save.isPending}
            onPress={() =>
              save.mutate(
                { templateId: template?.id ?? null, fields: { ...fields, name: fields.name.trim() } },
                {
                  onSuccess: ({ id }) => {
                    form.saved({ ...fields, name: fields.name.trim() });
                    notify.done(t('templatesScreen.saved'));
                    onSaved(id);
                  },
                  onError: notify.failed,
                },
              )
            }
          >
            {t('templatesScreen.save')}
          </Button>
          {template !== null && (
            <Button
              needs="writing"
              variant="plain"
              isDisabled={remove.isPending}
              onPress={() => remove.mutate({ templateId: template.id }, { onSuccess: onRemoved, onError: notify.failed })}
            >
              {t('templatesScreen.delete')}
            </Button>
          )}
          {gap !== null && <span className="small quiet">{gap}</span>}
        </div>
      </div>
      <TemplatePreview fields={fields} isWhole={unknown.length === 0} />
    </div>
  );
}
