import type { Segment } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { Table } from '../../ui/index.ts';

type Trait = Segment['traits'][number];

/** Every feature that tells the segment apart, strongest first: here, everywhere, and by how much. */
export function WhatDiffers({ segment }: { readonly segment: Segment }) {
  const { t, say, number, percent } = useText();
  // Of amounts of money nobody reads the decimals.
  const figure = (value: number): string => number(value, Math.abs(value) >= 1000 ? 0 : 1);
  const isShare = ({ kind }: Trait): boolean => kind === 'level' || kind === 'rarely';
  // An ordered level is a word; its place in the order would mean nothing to anyone.
  const wordOf = ({ feature, level }: Trait): string | null =>
    level === null ? null : say(`segments.${feature}.${level}`, {}, say(`${feature}.${level}`, {}, level));
  return (
    <>
      <h3>{t('segmentsScreen.differs.title')}</h3>
      {segment.traits.length === 0 ? (
        <p className="quiet">{say('segments.describe.average')}</p>
      ) : (
        <Table
          label={t('segmentsScreen.differs.title')}
          rows={segment.traits}
          keyOf={({ feature, level }) => `${feature} ${level ?? ''}`}
          columns={[
            {
              id: 'feature',
              title: t('segmentsScreen.features.feature'),
              cell: (trait) => (
                <span className="stack-tight segment-differs">
                  <span>{say(`segments.feature.${trait.feature}`)}</span>
                  {isShare(trait) && trait.level !== null && <span className="small quiet">{wordOf(trait)}</span>}
                </span>
              ),
            },
            {
              id: 'here',
              title: t('segmentsScreen.differs.here'),
              align: 'end',
              cell: (trait) => (isShare(trait) ? percent(trait.value, 0) : (wordOf(trait) ?? figure(trait.value))),
            },
            {
              id: 'all',
              title: t('segmentsScreen.differs.all'),
              align: 'end',
              cell: (trait) => (isShare(trait) ? percent(trait.overall, 0) : trait.level === null ? figure(trait.overall) : '–'),
            },
            {
              id: 'strength',
              title: t('segmentsScreen.differs.strength'),
              align: 'end',
              cell: ({ kind, strength }) => `${kind === 'lower' || kind === 'rarely' ? '−' : '+'}${number(strength, 1)}`,
            },
          ]}
        />
      )}
      <p className="small quiet">{t('segmentsScreen.differs.help')}</p>
    </>
  );
}
