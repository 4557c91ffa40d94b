import type { PressEvent } from 'react-aria-components';
import { useText } from '../../i18n/index.ts';
import { Button } from '../button.tsx';
import type { KeptDraft } from './use-kept-draft.ts';

type Form = Pick<KeptDraft<object>, 'isRecovered' | 'hasAside' | 'giveUp' | 'useAside' | 'dropAside'>;

/** At the head of a form: what is in it was never saved. Saving is the form's own button. */
export function DraftNote({ form, label }: { readonly form: Form; readonly label: string }) {
  const { t } = useText();
  if (!form.isRecovered && !form.hasAside) return null;
  const ways: readonly (readonly [string, () => void])[] = form.isRecovered
    ? [[t('common.open.giveUp'), form.giveUp]]
    : [
        [t('common.open.useMine'), form.useAside],
        [t('common.open.takeNew'), form.dropAside],
      ];
  const press = (act: () => void) => (event: PressEvent) => {
    event.target.closest('[data-open-note]')?.parentElement?.querySelector<HTMLElement>('input, textarea')?.focus();
    act();
  };
  return (
    <div className="open-note" role="group" aria-label={t('common.open.of', { field: label })} data-open-note>
      <span className="open-note-mark">{t(form.isRecovered ? 'common.open.recovered' : 'common.open.movedForm')}</span>
      <span className="row-wrap">
        {ways.map(([words, act]) => (
          <Button key={words} variant="plain" onPress={press(act)}>
            {words}
          </Button>
        ))}
      </span>
    </div>
  );
}
