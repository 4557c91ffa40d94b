import { useText } from '../../i18n/index.ts';
import type { OutputOf } from '../../rpc/index.ts';
import { NetworkMark, Section, StatusBadge, Table, type StatusIcon, type Tone } from '../../ui/index.ts';

export type Preview = OutputOf<'audiences.preview'>;
type Guard = Preview['guards'][number];

const VERDICTS: Readonly<Record<Guard['verdict'], readonly [Tone, StatusIcon]>> = {
  enough: ['good', 'check'],
  perhaps: ['warn', 'warning'],
  too_small: ['bad', 'alert'],
};
const REASONS = ['consent', 'purpose', 'identifier'] as const;

/** Who is on the list and who is not, with the reason, and by what the networks may know them. */
export function Counts({ preview }: { readonly preview: Preview }) {
  const { t, number } = useText();
  const leftOut = REASONS.map((reason) => [reason, Number(preview.leftOut[reason] ?? 0)] as const).filter(([, count]) => count > 0);
  return (
    <Section title={t('audiencesScreen.counts.title')}>
      <dl className="audience-counts">
        <dt>{t('audiencesScreen.counts.people')}</dt>
        <dd>{number(preview.people)}</dd>
        {leftOut.map(([reason, count]) => (
          <div key={reason} className="audience-left-out">
            <dt>{t(`audiencesScreen.counts.left.${reason}`)}</dt>
            <dd>−{number(count)}</dd>
          </div>
        ))}
        <div className="audience-total">
          <dt>{t('audiencesScreen.counts.members')}</dt>
          <dd>{number(preview.members)}</dd>
        </div>
        {(['email', 'phone', 'both'] as const).map((kind) => (
          <div key={kind} className="audience-kind">
            <dt>{t(`audiencesScreen.counts.${kind}`)}</dt>
            <dd>{number(preview.identifiers[kind])}</dd>
          </div>
        ))}
      </dl>
      {preview.members === 0 && <p className="quiet measure">{t('audiencesScreen.counts.nobody')}</p>}
    </Section>
  );
}

/** How each network would take a list of this size, before anything is sent. */
export function Guards({ guards }: { readonly guards: readonly Guard[] }) {
  const { t, number } = useText();
  return (
    <Section title={t('audiencesScreen.guard.title')} aside={t('audiencesScreen.guard.aside')}>
      <Table
        label={t('audiencesScreen.guard.title')}
        rows={guards}
        keyOf={({ network }) => network}
        columns={[
          { id: 'network', title: t('audiencesScreen.guard.network'), cell: ({ network }) => <NetworkMark id={network} /> },
          {
            id: 'expected',
            title: t('audiencesScreen.guard.expected'),
            align: 'end',
            cell: ({ expectedFrom, expectedTo }) =>
              t('audiencesScreen.guard.range', { from: number(expectedFrom), to: number(expectedTo) }),
          },
          { id: 'minimum', title: t('audiencesScreen.guard.minimum'), align: 'end', cell: ({ minimum }) => number(minimum) },
          {
            id: 'verdict',
            title: t('audiencesScreen.guard.verdict'),
            width: '128px',
            cell: ({ verdict }) => <Verdict verdict={verdict} />,
          },
        ]}
      />
      <p className="small quiet">{t('audiencesScreen.guard.maximum')}</p>
    </Section>
  );
}

export function Verdict({ verdict }: { readonly verdict: Guard['verdict'] }) {
  const { t } = useText();
  const [tone, icon] = VERDICTS[verdict];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {t(`audiencesScreen.guard.verdict.${verdict}`)}
    </StatusBadge>
  );
}
