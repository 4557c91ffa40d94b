import { readableDetails, useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Age } from '../index.ts';

/** The log's name for the making or removal of the whole object: the action says it, its fields would only be noise. */
const WHOLE = '*';

/** Who changed which field of an object, when, from what to what; newest first. */
export function ObjectHistory({
  objectType,
  objectId,
  fieldLabel,
}: {
  readonly objectType: string;
  readonly objectId: string;
  readonly fieldLabel: (field: string) => string;
}) {
  const { t, say, tag } = useText();
  const { data } = useRead('history.ofObject', { objectType, objectId, limit: 50 });
  const shown = (value: unknown): string => String(readableDetails({ value }, tag)['value']).slice(0, 160);
  const entries = data?.entries ?? [];
  return (
    <section className="panel-group">
      <h3>{t('grid.history')}</h3>
      {entries.length === 0 ? (
        <p className="quiet small">{t('grid.history.none')}</p>
      ) : (
        <ol className="history">
          {entries.map((entry) => (
            <li key={entry.id}>
              {entry.field === WHOLE ? (
                <span>{say(entry.labelKey, entry.labelValues)}</span>
              ) : (
                <span>
                  <span className="quiet">{fieldLabel(entry.field)}: </span>
                  <span className="faint">{shown(entry.before)}</span> → {shown(entry.after)}
                </span>
              )}
              <span className="small quiet">
                {entry.author} · <Age at={entry.at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
