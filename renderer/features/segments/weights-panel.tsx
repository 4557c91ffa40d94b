import { Shapes } from 'lucide-react';
import type { SegmentDetail } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Await, Button, NumberField, Panel, Section, Select } from '../../ui/index.ts';
import { RefusedTraits } from './refused-traits.tsx';
import { influence, isUsual, tuningOf, type Rules, type Tuning } from './tuning.ts';

const STEPS = [0, 0.5, 1, 2, 3, 5] as const;

interface Props {
  readonly clientId: string;
  readonly version: SegmentDetail | null;
  /** Null until the person turns something. */
  readonly tuning: Tuning | null;
  readonly onTune: (tuning: Tuning | null) => void;
  readonly isBuilding: boolean;
  readonly onBuild: () => void;
  readonly onClose: () => void;
}

/** How much each feature counts when people are grouped, and what may never count. */
export function WeightsPanel(props: Props) {
  const { t } = useText();
  const reading = useRead('segments.features', { clientId: props.clientId });
  return (
    <Panel
      id="segment-weights"
      title={t('segmentsScreen.weights.title')}
      subtitle={t('segmentsScreen.weights.about')}
      onClose={props.onClose}
      width={460}
      footer={
        <>
          <Button variant="primary" icon={<Shapes size={15} aria-hidden />} isDisabled={props.isBuilding} onPress={props.onBuild}>
            {t('segmentsScreen.weights.build')}
          </Button>
          <span className="push" />
          <Button variant="plain" isDisabled={props.tuning === null} onPress={() => props.onTune(null)}>
            {t('segmentsScreen.weights.reset')}
          </Button>
        </>
      }
    >
      <Await reading={reading}>{(rules) => <Weights {...props} rules={rules} />}</Await>
    </Panel>
  );
}

function Weights({ version, tuning, onTune, rules }: Props & { readonly rules: Rules }) {
  const { t, say, number, percent } = useText();
  const shown = tuning ?? tuningOf(version, rules);
  const told = influence(version?.segments ?? []);
  const reasons = new Map(version?.features.map(({ key, reason }) => [key, reason]));
  const turn = (key: string, weight: number): void => onTune({ ...shown, weights: { ...shown.weights, [key]: weight } });
  const word = (step: (typeof STEPS)[number]): string =>
    step === 0
      ? t('segmentsScreen.weights.out')
      : step === 1
        ? t('segmentsScreen.weights.usual')
        : t('segmentsScreen.weights.times', { times: number(step, step < 1 ? 1 : 0) });
  return (
    <div className="stack">
      <p className="quiet measure">
        {t(isUsual(shown, rules) ? 'segmentsScreen.weights.areUsual' : 'segmentsScreen.weights.areTurned')}{' '}
        {told.size > 0 && t('segmentsScreen.weights.bars')}
      </p>
      <ul className="segment-weights" aria-label={t('segmentsScreen.weights.title')}>
        {rules.available.map(({ key }) => {
          const weight = shown.weights[key] ?? 0;
          const reason = weight > 0 ? (reasons.get(key) ?? null) : null;
          const share = told.get(key) ?? 0;
          const label = say(`segments.feature.${key}`);
          return (
            <li key={key}>
              <span className="stack-tight grow">
                <span className={weight === 0 ? 'quiet truncate' : 'truncate'}>{label}</span>
                {reason !== null && reason !== 'left_out' ? (
                  <span className="small quiet">{t(`segmentsScreen.features.reason.${reason}`)}</span>
                ) : (
                  <span
                    className="segment-influence"
                    role="img"
                    aria-label={t('segmentsScreen.weights.influence', { share: percent(share, 0) })}
                    title={t('segmentsScreen.weights.influence', { share: percent(share, 0) })}
                  >
                    <span style={{ width: `${(share * 100).toFixed(0)}%` }} />
                  </span>
                )}
              </span>
              <Select
                label={t('segmentsScreen.weights.of', { feature: label })}
                hideLabel
                value={String(weight)}
                options={[...new Set([...STEPS.map(String), String(weight)])].map((value) => ({
                  value,
                  label: STEPS.map(String).includes(value) ? word(Number(value) as (typeof STEPS)[number]) : number(Number(value), 1), // one of STEPS by the test before it
                }))}
                onChange={(value) => turn(key, Number(value))}
              />
            </li>
          );
        })}
      </ul>
      <div className="field-pair">
        <NumberField
          label={t('segmentsScreen.weights.minimumSize')}
          hint={t('segmentsScreen.weights.minimumSizeHint')}
          value={shown.minimumSize}
          min={2}
          max={1_000_000}
          onChange={(minimumSize) => onTune({ ...shown, minimumSize })}
        />
        <NumberField
          label={t('segmentsScreen.weights.seed')}
          hint={t('segmentsScreen.weights.seedHint')}
          value={shown.seed}
          min={0}
          max={4_294_967_295}
          onChange={(seed) => onTune({ ...shown, seed: seed ?? 1 })}
        />
      </div>
      <Section title={t('segmentsScreen.weights.never')}>
        <p className="quiet measure">{t('segmentsScreen.weights.neverHelp')}</p>
        <RefusedTraits refused={rules.refused} />
      </Section>
    </div>
  );
}
