import { CircleHelp } from 'lucide-react';
import type { ColumnMapping, ImportPreview, ImportTarget } from '../../../../core/contract/index.ts';
import { OverwritePolicy } from '../../../../core/contract/index.ts';
import { useText } from '../../../i18n/index.ts';
import { useRead } from '../../../rpc/index.ts';
import { Segmented, Select, StatusBadge } from '../../../ui/index.ts';

type Target = ImportTarget | 'ignore';
export interface MappingChange {
  readonly columns: readonly ColumnMapping[];
  readonly answers: readonly { readonly column: number; readonly answer: string }[];
}

const SURE = 0.9;
const LIKELY = 0.6;

/** Which column of the file feeds which field, with what was guessed and how surely. Every change works the difference out again. */
export function MappingStep({
  preview,
  onChange,
}: {
  readonly preview: ImportPreview;
  readonly onChange: (change: MappingChange) => void;
}) {
  const { t, say, percent } = useText();
  const { data } = useRead('vacancies.importTargets', {});
  const targets = data?.targets ?? [];
  const columns: readonly ColumnMapping[] = preview.columns.map(({ column, target, overwrite }) => ({ column, target, overwrite }));
  const answers = preview.questions.flatMap(({ column, answer }) => (answer === null ? [] : [{ column, answer }]));
  const taken = new Set(columns.flatMap(({ target }) => (target === null ? [] : [target])));

  function setColumn(column: number, change: Partial<ColumnMapping>): void {
    // One field is fed by one column: choosing it here frees it elsewhere.
    const next = columns.map((mapping) => {
      if (mapping.column === column) return { ...mapping, ...change };
      return change.target !== undefined && change.target !== null && mapping.target === change.target
        ? { ...mapping, target: null }
        : mapping;
    });
    onChange({ columns: next, answers });
  }

  return (
    <div className="wizard">
      {preview.questions.map((question) => (
        <div
          key={`${question.column} ${question.kind}`}
          className="question"
          role="group"
          aria-label={say(`vacanciesScreen.question.${question.kind}`)}
        >
          <CircleHelp size={18} aria-hidden />
          <div className="grow">
            <strong>
              {t('vacanciesScreen.question.title', {
                question: say(`vacanciesScreen.question.${question.kind}`),
                column: preview.columns.find(({ column }) => column === question.column)?.header ?? '',
              })}
            </strong>
            <p className="small">{t('vacanciesScreen.question.examples', { examples: question.examples.join(' · ') })}</p>
          </div>
          <Segmented
            label={say(`vacanciesScreen.question.${question.kind}`)}
            value={question.answer ?? ''}
            options={question.options.map((value) => ({ value, label: say(`vacanciesScreen.answer.${value}`, {}, value) }))}
            onChange={(answer) =>
              onChange({
                columns,
                answers: [...answers.filter(({ column }) => column !== question.column), { column: question.column, answer }],
              })
            }
          />
        </div>
      ))}
      <table className="mapping" aria-label={t('vacanciesScreen.import.step.mapping')}>
        <thead>
          <tr>
            <th scope="col">{t('vacanciesScreen.mapping.column')}</th>
            <th scope="col">{t('vacanciesScreen.mapping.samples')}</th>
            <th scope="col">{t('vacanciesScreen.mapping.feeds')}</th>
            <th scope="col">{t('vacanciesScreen.mapping.confidence')}</th>
            <th scope="col">{t('vacanciesScreen.mapping.overwrite')}</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column) => (
            <tr key={column.column} className={column.target === null ? 'is-ignored' : undefined}>
              <td>
                <div className="mapping-name truncate" title={column.header}>
                  {column.header === '' ? t('vacanciesScreen.mapping.unnamed', { position: column.column + 1 }) : column.header}
                </div>
              </td>
              <td>
                <div className="samples truncate" title={samplesOf(column.samples)}>
                  {samplesOf(column.samples)}
                </div>
              </td>
              <td>
                <Select<Target>
                  label={t('vacanciesScreen.mapping.feedsOf', { column: column.header })}
                  hideLabel
                  value={column.target ?? 'ignore'}
                  options={[
                    { value: 'ignore', label: t('vacanciesScreen.target.ignore') },
                    ...targets.map((target) => ({
                      value: target,
                      label: t(`vacanciesScreen.target.${target}`),
                      ...(taken.has(target) && target !== column.target ? { hint: t('vacanciesScreen.mapping.taken') } : {}),
                    })),
                  ]}
                  onChange={(target) => setColumn(column.column, { target: target === 'ignore' ? null : target })}
                />
              </td>
              <td>{confidence(column.target, column.confidence)}</td>
              <td>
                {column.target !== null && (
                  <Select<ColumnMapping['overwrite']>
                    label={t('vacanciesScreen.mapping.overwriteOf', { column: column.header })}
                    hideLabel
                    value={column.overwrite}
                    options={OverwritePolicy.options.map((value) => ({ value, label: t(`vacanciesScreen.overwrite.${value}`) }))}
                    onChange={(overwrite) => setColumn(column.column, { overwrite })}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );

  function confidence(target: ImportTarget | null, value: number | null) {
    if (target === null) return <span className="faint">–</span>;
    if (value === null)
      return (
        <StatusBadge tone="good" icon="check">
          {t('vacanciesScreen.mapping.remembered')}
        </StatusBadge>
      );
    const share = percent(value, 0);
    if (value >= SURE)
      return (
        <StatusBadge tone="good" icon="check">
          {t('vacanciesScreen.mapping.sure', { share })}
        </StatusBadge>
      );
    return value >= LIKELY ? (
      <StatusBadge tone="info" icon="dot">
        {t('vacanciesScreen.mapping.likely', { share })}
      </StatusBadge>
    ) : (
      <StatusBadge tone="warn" icon="warning">
        {t('vacanciesScreen.mapping.doubtful', { share })}
      </StatusBadge>
    );
  }
}

function samplesOf(samples: readonly string[]): string {
  return samples.filter((sample) => sample.trim() !== '').join(' · ');
}
