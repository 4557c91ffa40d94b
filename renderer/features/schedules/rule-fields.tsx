import type { ScheduleRule } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Combo, NumberField, Select, TextField } from '../../ui/index.ts';
import { DayField } from '../../ui/grid/index.ts';
import { isTime, REPEATS, type Draft } from './draft.ts';
import { useScheduleWords } from './words.ts';

const SHOWN = 3;
const MOST_GRACE = 1440;

/** When it happens, on whose clock, how often, and how late it may still be. */
export function RuleFields({
  draft,
  set,
  rule,
}: {
  readonly draft: Draft;
  readonly set: (changes: Partial<Draft>) => void;
  /** Null while it is not whole. */
  readonly rule: ScheduleRule | null;
}) {
  const { t } = useText();
  const zones = Intl.supportedValuesOf('timeZone');
  const known = zones.includes(draft.timeZone) ? zones : [draft.timeZone, ...zones];
  return (
    <>
      <div className="field-pair">
        <DayField label={t('schedulesScreen.form.day')} value={draft.day} onChange={(day) => set({ day })} />
        <TextField
          label={t('schedulesScreen.form.time')}
          hint={t('schedulesScreen.form.timeHint')}
          value={draft.time}
          error={isTime(draft.time) ? null : t('schedulesScreen.form.timeWrong')}
          onChange={(time) => set({ time })}
        />
        <Select
          label={t('schedulesScreen.form.repeat')}
          value={draft.repeat}
          options={REPEATS.map((value) => ({ value, label: t(`schedulesScreen.repeat.${value}`) }))}
          onChange={(repeat) => set({ repeat })}
        />
        {draft.repeat !== 'once' && (
          <DayField
            label={t('schedulesScreen.form.until')}
            hint={t('schedulesScreen.form.untilHint')}
            value={draft.until}
            {...(draft.day === null ? {} : { min: draft.day })}
            onChange={(until) => set({ until })}
          />
        )}
      </div>
      <Combo
        label={t('schedulesScreen.form.zone')}
        value={draft.timeZone}
        options={known.map((zone) => ({ value: zone, label: zone }))}
        onChange={(timeZone) => set({ timeZone })}
      />
      <NumberField
        label={t('schedulesScreen.form.grace')}
        hint={t('schedulesScreen.form.graceHint')}
        value={draft.graceMinutes}
        min={0}
        max={MOST_GRACE}
        unit="min"
        onChange={(graceMinutes) => graceMinutes !== null && set({ graceMinutes })}
      />
      {rule !== null && <Preview rule={rule} />}
    </>
  );
}

/** The real moments: what a change of clocks does to the rule is seen before it is kept. */
function Preview({ rule }: { readonly rule: ScheduleRule }) {
  const { t } = useText();
  const { moment } = useScheduleWords();
  const preview = useRead('schedules.preview', { rule, count: SHOWN });
  if (preview.data === undefined || preview.data.moments.length === 0) return null;
  return (
    <section className="schedule-preview" aria-label={t('schedulesScreen.form.preview')}>
      <span className="small quiet">{t('schedulesScreen.form.preview')}</span>
      <ol>
        {preview.data.moments.map(({ wall, at, kind }) => (
          <li key={wall}>
            {moment(at, rule.timeZone)}
            {kind !== 'exact' && <span className="small tone-warn"> · {t(`schedulesScreen.form.preview.${kind}`)}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
