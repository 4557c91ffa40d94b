import type { SegmentDetail } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Await, Section, Table } from '../../ui/index.ts';
import { SegmentMark } from './segment-mark.tsx';

interface Props {
  readonly version: SegmentDetail;
  readonly againstId: string;
  readonly againstNumber: number;
  readonly language: 'es' | 'en';
}

/** Who moved since another version: segments are followed by their people, not by their number. */
export function Comparison({ version, againstId, againstNumber, language }: Props) {
  const { t, number, percent } = useText();
  const reading = useRead('segments.compare', { fromVersionId: againstId, toVersionId: version.id });
  return (
    <Section title={t('segmentsScreen.compare.title', { from: againstNumber, to: version.number })}>
      <Await reading={reading}>
        {(found) => (
          <>
            <p>
              {t('segmentsScreen.compare.summary', { moved: found.moved, both: found.both, joined: found.joined, left: found.left })}{' '}
              {found.agreement !== null && (
                <span className="quiet">{t('segmentsScreen.compare.agreement', { value: number(found.agreement, 2) })}</span>
              )}
            </p>
            <Table
              label={t('segmentsScreen.compare.title', { from: againstNumber, to: version.number })}
              rows={version.segments}
              keyOf={({ index }) => String(index)}
              columns={[
                {
                  id: 'segment',
                  title: t('segmentsScreen.segment'),
                  cell: ({ index, name }) => (
                    <span className="row">
                      <SegmentMark segment={index} />
                      <span className="truncate">{name[language]}</span>
                    </span>
                  ),
                },
                {
                  id: 'continues',
                  title: t('segmentsScreen.compare.continues'),
                  width: '150px',
                  cell: ({ index }) => {
                    const old = found.continues[index] ?? null;
                    return old === null ? t('segmentsScreen.compare.new') : t('segmentsScreen.compare.old', { number: old + 1 });
                  },
                },
                {
                  id: 'stayed',
                  title: t('segmentsScreen.compare.stayed'),
                  align: 'end',
                  width: '110px',
                  cell: ({ index }) => {
                    const old = found.continues[index] ?? null;
                    return number(old === null ? 0 : (found.flows[old]?.[index] ?? 0));
                  },
                },
                {
                  id: 'came',
                  title: t('segmentsScreen.compare.came'),
                  align: 'end',
                  width: '150px',
                  cell: ({ index }) => {
                    const old = found.continues[index] ?? null;
                    return number(found.flows.reduce((sum, flow, from) => sum + (from === old ? 0 : (flow[index] ?? 0)), 0));
                  },
                },
                {
                  id: 'drift',
                  title: t('segmentsScreen.compare.drift'),
                  align: 'end',
                  width: '110px',
                  cell: ({ index }) => {
                    const drift = found.drift[index] ?? 0;
                    return `${drift > 0 ? '+' : ''}${percent(drift, 1)}`;
                  },
                },
              ]}
            />
            <details className="segments-law">
              <summary>{t('segmentsScreen.compare.flows')}</summary>
              <Table
                label={t('segmentsScreen.compare.flows')}
                rows={found.flows.map((flow, old) => ({ old, flow }))}
                keyOf={({ old }) => String(old)}
                columns={[
                  {
                    id: 'old',
                    title: t('segmentsScreen.compare.fromVersion', { number: againstNumber }),
                    cell: ({ old }) => t('segmentsScreen.compare.old', { number: old + 1 }),
                  },
                  ...version.segments.map(({ index }) => ({
                    id: String(index),
                    title: t('segmentsScreen.compare.old', { number: index + 1 }),
                    align: 'end' as const,
                    cell: ({ old, flow }: { readonly old: number; readonly flow: readonly number[] }) => {
                      const people = flow[index] ?? 0;
                      const stays = found.continues[index] === old;
                      return <span className={stays ? 'segment-stays' : people === 0 ? 'faint' : undefined}>{number(people)}</span>;
                    },
                  })),
                ]}
              />
              <p className="small quiet">{t('segmentsScreen.compare.flowsHelp', { to: version.number })}</p>
            </details>
          </>
        )}
      </Await>
    </Section>
  );
}
