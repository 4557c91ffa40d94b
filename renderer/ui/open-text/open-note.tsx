import type { PressEvent } from 'react-aria-components';
import { useText } from '../../i18n/index.ts';
import { Button } from '../button.tsx';

interface Props {
  /** Names the field whose text this is. */
  readonly label: string;
  readonly isRecovered: boolean;
  /** A text whose value changed underneath it; null when there is none. */
  readonly aside: string | null;
  /** Null when the text cannot be saved as it is, or the form has a button of its own for it. */
  readonly onSave: (() => void) | null;
  readonly onGiveUp: () => void;
  readonly onUseAside: () => void;
  readonly onDropAside: () => void;
}

/** A button of a note goes away with the note: the focus goes to the field that it was about, not to nowhere. */
function thenField(act: () => void): (event: PressEvent) => void {
  return ({ target }) => {
    target.closest('[data-open-note]')?.parentElement?.querySelector<HTMLElement>('input, textarea')?.focus();
    act();
  };
}

/** Says below a field that its text is not saved, or what became of a text that could not be put back, and offers both ways out. */
export function OpenNote({ label, isRecovered, aside, onSave, onGiveUp, onUseAside, onDropAside }: Props) {
  const { t } = useText();
  return (
    <>
      {isRecovered && (
        <div className="open-note" role="group" aria-label={t('common.open.of', { field: label })} data-open-note>
          <span className="open-note-mark">{t('common.open.recovered')}</span>
          <span className="row-wrap">
            {onSave !== null && (
              <Button needs="writing" onPress={thenField(onSave)}>
                {t('common.open.save')}
              </Button>
            )}
            <Button variant="plain" onPress={thenField(onGiveUp)}>
              {t('common.open.giveUp')}
            </Button>
          </span>
        </div>
      )}
      {aside !== null && (
        <div className="open-note" role="group" aria-label={t('common.open.of', { field: label })} data-open-note>
          <span className="open-note-mark">{t('common.open.moved')}</span>
          {aside !== '' && <blockquote className="open-note-text">{aside}</blockquote>}
          <span className="row-wrap">
            <Button needs="writing" onPress={thenField(onUseAside)}>
              {t('common.open.useMine')}
            </Button>
            <Button variant="plain" onPress={thenField(onDropAside)}>
              {t('common.open.takeNew')}
            </Button>
          </span>
        </div>
      )}
    </>
  );
}

/** Whether the focus went to a note: its buttons decide about the text, so leaving the field for them must not. */
export function goesToNote(to: EventTarget | null): boolean {
  return to instanceof Element && to.closest('[data-open-note]') !== null;
}
