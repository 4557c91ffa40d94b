import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Figures } from '../../../core/contract/index.ts';
import type { Money } from '../../../core/kernel/index.ts';
import { useText } from '../../i18n/index.ts';
import { changeOf } from './finding.ts';
import type { Measure } from './view.ts';

interface Props {
  readonly totals: readonly Figures[];
  readonly previous: readonly Figures[];
  readonly days: number;
  readonly measure: Measure;
  readonly onMeasure: (measure: Measure) => void;
}

/** For which measures more is worse: a rise in cost is not green. */
const LESS_IS_BETTER: ReadonlySet<string> = new Set(['cpa', 'cpc', 'cpm']);
const NEUTRAL: ReadonlySet<string> = new Set(['spend']);

/** One line a currency; a tile that the chart can draw is a switch for it. */
export function Totals({ totals, previous, days, measure, onMeasure }: Props) {
  const text = useText();
  const { t, number, percent } = text;
  const money = (value: Money | null): string => (value === null ? '–' : text.money(value));
  return (
    <>
      {totals.map((figures) => {
        const before = previous.find(({ spend }) => spend.currency === figures.spend.currency);
        const charted: readonly (readonly [Measure, string])[] = [
          ['spend', money(figures.spend)],
          ['conversions', number(figures.conversions, 1)],
          ['cpa', money(figures.cpa)],
          ['clicks', number(figures.clicks)],
          ['ctr', percent(figures.ctr, 2)],
          ['impressions', number(figures.impressions)],
        ];
        return (
          <div key={figures.spend.currency} className="totals">
            <ToggleButtonGroup
              className="totals-tiles"
              aria-label={t('resultsScreen.totalsOf', { currency: figures.spend.currency })}
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[measure]}
              onSelectionChange={(keys) => charted.forEach(([each]) => keys.has(each) && onMeasure(each))}
            >
              {charted.map(([each, value]) => {
                const change = changeOf(figures, before, each);
                return (
                  <ToggleButton key={each} id={each} className="total">
                    <span className="total-label">{t(`resultsScreen.measure.${each}`)}</span>
                    <span className="total-value">
                      {value}
                      {(each === 'spend' || each === 'cpa') && <span className="money-code">{`\u00a0${figures.spend.currency}`}</span>}
                    </span>
                    <span className={`total-change ${tone(each, change)}`}>
                      {change === null
                        ? t('resultsScreen.noPrevious')
                        : t(change >= 0 ? 'resultsScreen.up' : 'resultsScreen.down', { share: percent(Math.abs(change), 0) })}
                    </span>
                  </ToggleButton>
                );
              })}
            </ToggleButtonGroup>
            <p className="small quiet">
              {t('resultsScreen.others', { cpc: money(figures.cpc), cpm: money(figures.cpm), rate: percent(figures.conversionRate, 2) })}{' '}
              {t('resultsScreen.against', { count: days })}
            </p>
          </div>
        );
      })}
    </>
  );
}

function tone(measure: string, change: number | null): string {
  if (change === null || NEUTRAL.has(measure) || Math.abs(change) < 0.02) return 'quiet';
  return change > 0 === LESS_IS_BETTER.has(measure) ? 'is-worse' : 'is-better';
}
