import type { SendState } from '../../../core/contract/index.ts';
import type { Text } from '../../i18n/index.ts';
import { useText } from '../../i18n/index.ts';
import { Button, StatusBadge, type StatusIcon, type Tone } from '../../ui/index.ts';
import { PAGE } from './view.ts';

const MARKS: Readonly<Record<SendState, readonly [Tone, StatusIcon]>> = {
  queued: ['info', 'clock'],
  held: ['quiet', 'ban'],
  sending: ['warn', 'waiting'],
  accepted: ['good', 'check'],
  refused: ['bad', 'alert'],
  unsure: ['warn', 'unknown'],
  left: ['quiet', 'dot'],
};

export function SendBadge({ state }: { readonly state: SendState }) {
  const { say } = useText();
  const [tone, icon] = MARKS[state];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {say(`conversions.state.${state}`)}
    </StatusBadge>
  );
}

/** A reason of ours is a sentence; a network's has a cause and a fix. */
export function reasonText({ say }: Text, reason: string | null): string {
  if (reason === null) return '';
  return reason.startsWith('networkErrors.') ? say(`${reason}.cause`, {}, reason.slice('networkErrors.'.length)) : say(reason, {}, reason);
}

export function Pages({ page, total, toPage }: { readonly page: number; readonly total: number; readonly toPage: (page: number) => void }) {
  const { t, number } = useText();
  if (total <= PAGE) return null;
  return (
    <div className="row">
      <Button isDisabled={page === 0} onPress={() => toPage(page - 1)}>
        {t('applicantsScreen.page.newer')}
      </Button>
      <span className="small quiet">{t('applicantsScreen.page.total', { total: number(total) })}</span>
      <Button isDisabled={(page + 1) * PAGE >= total} onPress={() => toPage(page + 1)}>
        {t('applicantsScreen.page.older')}
      </Button>
    </div>
  );
}

/** A day that may lie years ahead is told with its year. */
export function farDay({ tag }: Text, day: string): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`));
}
