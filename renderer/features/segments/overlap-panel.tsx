import { useState } from 'react';
import type { SegmentDetail } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, type OutputOf } from '../../rpc/index.ts';
import { Await, Panel, Select, StatusBadge } from '../../ui/index.ts';

interface Props {
  readonly version: SegmentDetail;
  readonly versions: OutputOf<'segments.list'>['versions'];
  readonly language: 'es' | 'en';
  readonly onClose: () => void;
}
interface Chosen {
  readonly versionId: string;
  readonly index: number;
}

/** Two segments of any two versions: how many people they share, exactly. */
export function SegmentOverlapPanel({ version, versions, language, onClose }: Props) {
  const { t, number, percent } = useText();
  const other = versions.find(({ id }) => id !== version.id) ?? version;
  const [first, setFirst] = useState<Chosen>({ versionId: version.id, index: 0 });
  const [second, setSecond] = useState<Chosen>({ versionId: other.id, index: other.id === version.id ? 1 : 0 });
  const reading = useRead('segments.overlap', { first, second });
  return (
    <Panel
      id="segment-overlap"
      title={t('segmentsScreen.overlap.title')}
      subtitle={t('segmentsScreen.overlap.about')}
      onClose={onClose}
      width={440}
    >
      <div className="stack">
        <Chooser label={t('segmentsScreen.overlap.first')} chosen={first} onChoose={setFirst} {...{ version, versions, language }} />
        <Chooser label={t('segmentsScreen.overlap.second')} chosen={second} onChoose={setSecond} {...{ version, versions, language }} />
        {first.versionId === second.versionId && <p className="quiet measure">{t('segmentsScreen.overlap.sameVersion')}</p>}
        <Await reading={reading}>
          {(found) => (
            <>
              <dl className="segment-overlap">
                <div>
                  <dt>{t('segmentsScreen.overlap.shared')}</dt>
                  <dd>{number(found.shared)}</dd>
                </div>
                <div>
                  <dt>{t('segmentsScreen.overlap.unique')}</dt>
                  <dd>{number(found.unique)}</dd>
                </div>
                <div>
                  <dt>{t('segmentsScreen.overlap.ratio')}</dt>
                  <dd>{percent(found.overlapRatio, 1)}</dd>
                </div>
                <div>
                  <dt>{t('segmentsScreen.overlap.efficiency')}</dt>
                  <dd>{percent(found.efficiencyRatio, 1)}</dd>
                </div>
              </dl>
              <p className="measure">
                <StatusBadge tone={found.suggestsUnified ? 'warn' : 'good'} icon={found.suggestsUnified ? 'warning' : 'check'}>
                  {t(found.suggestsUnified ? 'segmentsScreen.overlap.unify' : 'segmentsScreen.overlap.apart')}
                </StatusBadge>
              </p>
              <p className="row quiet">
                <StatusBadge tone="quiet" icon="unknown">
                  {t('segmentsScreen.overlap.networks')}
                </StatusBadge>
              </p>
            </>
          )}
        </Await>
      </div>
    </Panel>
  );
}

function Chooser({
  label,
  chosen,
  onChoose,
  version,
  versions,
  language,
}: Omit<Props, 'onClose'> & { readonly label: string; readonly chosen: Chosen; readonly onChoose: (chosen: Chosen) => void }) {
  const { t } = useText();
  const clientId = version.clientId;
  const { data } = useRead('segments.get', { clientId, versionId: chosen.versionId });
  const segments = data?.version?.id === chosen.versionId ? data.version.segments : [];
  return (
    <fieldset className="segment-chooser">
      <legend>{label}</legend>
      <Select
        label={t('segmentsScreen.version')}
        value={chosen.versionId}
        options={versions.map((one) => ({
          value: one.id,
          label: t(one.current ? 'segmentsScreen.versionCurrent' : 'segmentsScreen.versionOld', { number: one.number, k: one.choice.k }),
        }))}
        onChange={(versionId) => onChoose({ versionId, index: 0 })}
      />
      <Select
        label={t('segmentsScreen.segment')}
        value={String(chosen.index)}
        options={segments.map((one) => ({ value: String(one.index), label: `${one.index + 1}. ${one.name[language]}` }))}
        onChange={(index) => onChoose({ ...chosen, index: Number(index) })}
      />
    </fieldset>
  );
}
