import { ListPlus } from 'lucide-react';
import type { SegmentDetail } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useGo } from '../../navigation/index.ts';
import { useRead, type OutputOf } from '../../rpc/index.ts';
import { Await, Button, Panel, useNetworkNames } from '../../ui/index.ts';
import { WhatDiffers } from './what-differs.tsx';

interface Props {
  readonly version: SegmentDetail;
  readonly index: number;
  readonly language: 'es' | 'en';
  readonly onClose: () => void;
}

type Spot = OutputOf<'segments.suggestions'>['cities'][number];

/** What an ad for this segment could aim at, with the rule or the figure each comes from. */
export function SuggestionsPanel({ version, index, language, onClose }: Props) {
  const text = useText();
  const { t, say, percent } = text;
  const { nameOf } = useNetworkNames();
  const go = useGo();
  const segment = version.segments[index];
  const reading = useRead('segments.suggestions', { versionId: version.id, index });
  const spots = (title: string, list: readonly Spot[], label: (level: string) => string) =>
    list.length > 0 && (
      <>
        <h3>{title}</h3>
        <ul className="segment-spots">
          {list.map(({ level, people, shareRatio }) => (
            <li key={level} className="row">
              <span className="truncate">{label(level)}</span>
              <span className="push num quiet">
                {t('segmentsScreen.card.people', { count: people })} · {percent(shareRatio, 0)}
              </span>
            </li>
          ))}
        </ul>
      </>
    );
  return (
    <Panel
      id="segment-suggestions"
      title={segment?.name[language] ?? ''}
      subtitle={t('segmentsScreen.suggest.subtitle')}
      onClose={onClose}
      width={440}
    >
      <div className="segment-suggestions">
        <Button
          variant="primary"
          icon={<ListPlus size={15} aria-hidden />}
          onPress={() => go('audiences', { client: version.clientId, panel: 'new', version: version.id, segment: index })}
        >
          {t('segmentsScreen.suggest.list')}
        </Button>
        {segment !== undefined && <WhatDiffers segment={segment} />}
        <Await reading={reading}>
          {(found) => (
            <>
              {spots(t('segmentsScreen.suggest.cities'), found.cities, (level) => level)}
              {spots(t('segmentsScreen.suggest.roleFamilies'), found.roleFamilies, (level) => say(`roleFamily.${level}`, {}, level))}
              {spots(t('segmentsScreen.suggest.modalities'), found.modalities, (level) => say(`segments.modality.${level}`, {}, level))}
              <h3>{t('segmentsScreen.suggest.networks')}</h3>
              <ul className="segment-spots">
                {found.networks.map(({ network, rule }) => (
                  <li key={network}>
                    {nameOf(network)} <span className="quiet small">{say(`segmentsScreen.rule.${rule}`, {}, rule)}</span>
                  </li>
                ))}
              </ul>
              <h3>{t('segmentsScreen.suggest.hours')}</h3>
              <ul className="segment-spots">
                {found.hours.map(({ from, to, rule }) => (
                  <li key={`${from} ${to}`}>
                    <span className="num">{t('segmentsScreen.suggest.range', { from, to })}</span>{' '}
                    <span className="quiet small">{say(`segmentsScreen.rule.${rule}`, {}, rule)}</span>
                  </li>
                ))}
              </ul>
              <h3>{t('segmentsScreen.suggest.languages')}</h3>
              <p>{new Intl.ListFormat(text.tag).format(found.languages.map((code) => languageName(code, text.tag)))}</p>
              <p className="quiet small">{t('segmentsScreen.suggest.never')}</p>
            </>
          )}
        </Await>
      </div>
    </Panel>
  );
}

function languageName(code: string, tag: string): string {
  return new Intl.DisplayNames(tag, { type: 'language' }).of(code) ?? code;
}
