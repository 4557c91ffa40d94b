import type { SegmentDetail } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { Section, StatusBadge } from '../../ui/index.ts';
import { SegmentCards } from './cards.tsx';
import { Comparison } from './comparison.tsx';
import { FeaturesTable } from './features-table.tsx';
import { KChart } from './k-chart.tsx';
import { MapChart } from './map-chart.tsx';

interface Props {
  readonly version: SegmentDetail;
  readonly language: 'es' | 'en';
  readonly asTable: boolean;
  readonly open: number | null;
  readonly onOpen: (segment: number | null) => void;
  readonly against: { readonly id: string; readonly number: number } | null;
}

/** First what was found and how far to trust it, then the pictures, the segments, and how it was made. */
export function SegmentsBody({ version, language, asTable, open, onOpen, against }: Props) {
  const { t, number, percent } = useText();
  const { choice, trials, map } = version;
  const trial = trials.find(({ k }) => k === choice.k);
  const stability = trial?.stability ?? null;
  return (
    <div className="segments">
      <div className="segments-finding">
        <p className="segments-reason">
          {t(`segmentsScreen.reason.${choice.reason}`, {
            k: choice.k,
            silhouette: number(version.silhouette, 2),
            passedOver: choice.passedOver ?? 0,
            other: choice.passedOver === null ? 'no' : 'yes',
            smallest: number(trial?.smallest ?? 0),
            least: number(version.minimumSize),
          })}
        </p>
        <p className="row segments-trust">
          <StatusBadge
            tone={choice.structure === 'none' || choice.structure === 'weak' ? 'warn' : 'good'}
            icon={choice.structure === 'none' || choice.structure === 'weak' ? 'warning' : 'check'}
          >
            {t(`segmentsScreen.structure.${choice.structure}`)}
          </StatusBadge>
          {stability !== null && (
            <StatusBadge tone={choice.steady ? 'good' : 'warn'} icon={choice.steady ? 'check' : 'warning'}>
              {t(choice.steady ? 'segmentsScreen.steady' : 'segmentsScreen.unsteady', { value: number(stability, 2) })}
            </StatusBadge>
          )}
        </p>
        {(choice.structure === 'none' || choice.structure === 'weak') && (
          <p className="quiet measure">{t(`segmentsScreen.structureHelp.${choice.structure}`)}</p>
        )}
      </div>
      <div className="segments-charts">
        <Section title={t('segmentsScreen.k.title', { k: choice.k })} aside={t('segmentsScreen.k.aside')}>
          <KChart version={version} asTable={asTable} />
        </Section>
        <Section
          title={t('segmentsScreen.map.title')}
          aside={t('segmentsScreen.map.aside', {
            share: percent(
              map.explained.reduce((sum, share) => sum + share, 0),
              0,
            ),
          })}
        >
          <MapChart version={version} asTable={asTable} language={language} />
        </Section>
      </div>
      {against !== null && <Comparison version={version} againstId={against.id} againstNumber={against.number} language={language} />}
      <Section title={t('segmentsScreen.cards', { count: version.segments.length })}>
        <SegmentCards version={version} language={language} open={open} onOpen={onOpen} />
      </Section>
      <FeaturesTable version={version} />
    </div>
  );
}
