import type { Vacancy, VacancyFields } from '../../../core/contract/index.ts';
import type { Text } from '../../i18n/index.ts';
import { GridBadge } from '../../ui/grid/index.ts';
import type { StatusIcon, Tone } from '../../ui/index.ts';

const STATES: Readonly<Record<Vacancy['state'], readonly [Tone, StatusIcon]>> = {
  draft: ['quiet', 'draft'],
  open: ['info', 'dot'],
  advertised: ['good', 'live'],
  capped: ['warn', 'check'],
  closing: ['warn', 'clock'],
  closed: ['quiet', 'archive'],
  expired: ['quiet', 'ban'],
};

export function VacancyStateBadge({ state, text }: { readonly state: Vacancy['state']; readonly text: Text }) {
  const [tone, icon] = STATES[state];
  return (
    <GridBadge tone={tone} icon={icon}>
      {text.say(`vacancyState.${state}`)}
    </GridBadge>
  );
}

/** `$1.300.000 – $1.600.000 / mes`; empty text where the vacancy names no pay. */
export function salaryText(vacancy: Pick<VacancyFields, 'salaryMin' | 'salaryMax' | 'salaryPeriod'>, text: Text): string {
  const { salaryMin: min, salaryMax: max, salaryPeriod: period } = vacancy;
  const one = min ?? max;
  if (one === null) return '';
  const amount =
    min !== null && max !== null && min.amountMicros !== max.amountMicros ? `${text.money(min)} – ${text.money(max)}` : text.money(one);
  const unit = one.currency === 'COP' ? amount : `${amount} ${one.currency}`;
  return period === null ? unit : text.t('vacanciesScreen.salaryPer', { amount: unit, period: text.t(`vacanciesScreen.period.${period}`) });
}
