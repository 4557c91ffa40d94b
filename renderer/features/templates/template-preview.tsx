import { useDeferredValue, useState } from 'react';
import type { TemplateFields } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Combo, EmptyState, NetworkMark, StatusBadge } from '../../ui/index.ts';

const OFFERED = 50;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What one vacancy would get, cut to each network's limits, with what was cut or fell back. */
export function TemplatePreview({ fields, isWhole }: { readonly fields: TemplateFields; readonly isWhole: boolean }) {
  const text = useText();
  const { t, say } = text;
  const { clientId } = useClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const { data: list } = useRead('vacancies.list', {
    filter: { clientId, text: '', states: [], roleFamilies: [], places: [] },
    sort: { by: 'updatedAt', direction: 'desc' },
    offset: 0,
    limit: OFFERED,
  });
  const { data: networks } = useRead('networks.list', {});
  const vacancyId = chosen ?? list?.rows[0]?.id ?? null;
  const asked = useDeferredValue(fields);
  // A name is asked for by the contract; the preview does not show it.
  const { data, error } = useRead(
    'templates.preview',
    {
      fields: { ...asked, name: asked.name.trim() === '' ? '-' : asked.name.trim() },
      vacancyId: vacancyId ?? NOBODY,
      networks: (networks?.networks ?? []).map(({ id }) => id),
    },
    { enabled: vacancyId !== null && networks !== undefined && isWhole },
  );
  if (list !== undefined && list.rows.length === 0) {
    return (
      <div className="template-preview">
        <EmptyState title={t('templatesScreen.noVacancy')}>{t('templatesScreen.noVacancyHelp')}</EmptyState>
      </div>
    );
  }
  return (
    <section className="template-preview" aria-label={t('templatesScreen.preview')}>
      <Combo
        label={t('templatesScreen.previewWith')}
        value={vacancyId}
        options={(list?.rows ?? []).map((row) => ({
          value: row.id,
          label: [row.title, row.place?.name ?? row.placeText, row.company].filter((part) => part !== null).join(' · '),
        }))}
        onChange={setChosen}
      />
      {error !== null && (
        <p role="alert" className="stale-strip">
          {text.error(error).what} {text.error(error).fix}
        </p>
      )}
      {(data?.previews ?? []).map((preview) => (
        <article key={preview.network} className="template-card">
          <header className="row">
            <NetworkMark id={preview.network} />
            <span className="push">
              <StatusBadge tone="quiet" icon="unknown">
                {t('templatesScreen.approximate')}
              </StatusBadge>
            </span>
          </header>
          {preview.primaryText !== '' && <p className="long-text">{preview.primaryText}</p>}
          <ul>
            {preview.headlines.map((headline, index) => (
              <li key={index}>
                <strong>{headline}</strong>
              </li>
            ))}
            {preview.descriptions.map((description, index) => (
              <li key={index} className="quiet">
                {description}
              </li>
            ))}
          </ul>
          {preview.notes.map((note) => (
            <StatusBadge key={note} tone="warn" icon="warning">
              {say(note)}
            </StatusBadge>
          ))}
        </article>
      ))}
    </section>
  );
}
