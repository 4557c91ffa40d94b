import { Lightbulb, Pencil } from 'lucide-react';
import { useState } from 'react';
import type { Segment, SegmentDetail } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useWrite } from '../../rpc/index.ts';
import { Button, TextField, useNotify } from '../../ui/index.ts';
import { SegmentMark } from './segment-mark.tsx';
import { colourOf } from './view.ts';

interface Props {
  readonly version: SegmentDetail;
  readonly language: 'es' | 'en';
  readonly open: number | null;
  readonly onOpen: (segment: number | null) => void;
}

export function SegmentCards({ version, language, open, onOpen }: Props) {
  return (
    <ul className="segment-cards">
      {version.segments.map((segment) => (
        <SegmentCard
          key={`${version.id} ${segment.index}`}
          version={version}
          segment={segment}
          language={language}
          isOpen={open === segment.index}
          onOpen={() => onOpen(open === segment.index ? null : segment.index)}
        />
      ))}
    </ul>
  );
}

interface CardProps {
  readonly version: SegmentDetail;
  readonly segment: Segment;
  readonly language: 'es' | 'en';
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function SegmentCard({ version, segment, language, isOpen, onOpen }: CardProps) {
  const { t, number, percent } = useText();
  const [editing, setEditing] = useState(false);
  const { index, size, shareRatio, silhouette, name, description, traits } = segment;
  return (
    <li className={isOpen ? 'segment-card is-open' : 'segment-card'}>
      <header className="segment-card-head">
        <SegmentMark segment={index} />
        <h3>{name[language]}</h3>
      </header>
      <p className="segment-figures">
        <strong>{t('segmentsScreen.card.people', { count: size })}</strong>
        <span className="quiet">{percent(shareRatio, 0)}</span>
        <span className="push quiet">{t('segmentsScreen.card.silhouette', { value: number(silhouette, 2) })}</span>
      </p>
      <div className="segment-share" role="img" aria-label={percent(shareRatio, 0)}>
        <div style={{ width: `${(shareRatio * 100).toFixed(1)}%`, background: colourOf(index) }} />
      </div>
      <p className="segment-description">{description[language]}</p>
      {traits.length > 0 && <Differences segment={segment} />}
      <footer className="row segment-card-foot">
        <Button icon={<Lightbulb size={15} aria-hidden />} onPress={onOpen} aria-expanded={isOpen}>
          {t('segmentsScreen.card.suggest')}
        </Button>
        <Button needs="writing" variant="plain" icon={<Pencil size={15} aria-hidden />} onPress={() => setEditing(!editing)}>
          {t('segmentsScreen.card.rename')}
        </Button>
      </footer>
      {editing && <Rename version={version} segment={segment} language={language} onDone={() => setEditing(false)} />}
    </li>
  );
}

/** The features that differ most, as bars of standard deviations; the figures stand beside each. */
function Differences({ segment }: { readonly segment: Segment }) {
  const { t, say, number, percent } = useText();
  const most = Math.max(1, ...segment.traits.map(({ strength }) => strength));
  return (
    <dl className="segment-differences" aria-label={t('segmentsScreen.card.differences')}>
      {segment.traits.slice(0, 4).map((trait) => {
        const feature = say(`segments.feature.${trait.feature}`);
        const isShare = trait.kind === 'level' || trait.kind === 'rarely';
        // An ordered level is a word; its place in the order would mean nothing to anyone.
        const word = isShare || trait.level === null ? null : say(`segments.${trait.feature}.${trait.level}`, {}, trait.level);
        const figures = isShare
          ? `${percent(trait.value, 0)} / ${percent(trait.overall, 0)}`
          : `${number(trait.value, 1)} / ${number(trait.overall, 1)}`;
        return (
          <div key={trait.feature}>
            <dt className="truncate" title={feature}>
              {feature}
            </dt>
            <dd>
              <span className="segment-bar" aria-hidden>
                <span
                  className={trait.kind === 'higher' || trait.kind === 'level' ? 'segment-bar-more' : 'segment-bar-less'}
                  style={{ width: `${((trait.strength / most) * 50).toFixed(1)}%` }}
                />
              </span>
              <span className="num small quiet truncate">{word ?? figures}</span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Rename({ version, segment, language, onDone }: Omit<CardProps, 'isOpen' | 'onOpen'> & { readonly onDone: () => void }) {
  const { t } = useText();
  const notify = useNotify();
  const write = useWrite('segments.rename');
  const [name, setName] = useState(segment.name[language]);
  function save(next: string | null): void {
    write.mutate(
      { versionId: version.id, index: segment.index, name: next },
      { onSuccess: onDone, onError: (cause) => notify.failed(cause) },
    );
  }
  return (
    <form
      className="segment-rename"
      onSubmit={(event) => {
        event.preventDefault();
        save(name.trim() === '' ? null : name.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone();
      }}
    >
      <TextField label={t('segmentsScreen.card.name')} value={name} onChange={setName} maxLength={80} autoFocus />
      <div className="row">
        <Button needs="writing" variant="primary" type="submit">
          {t('segmentsScreen.card.save')}
        </Button>
        {segment.renamed && (
          <Button needs="writing" variant="plain" onPress={() => save(null)}>
            {t('segmentsScreen.card.madeName')}
          </Button>
        )}
      </div>
    </form>
  );
}
