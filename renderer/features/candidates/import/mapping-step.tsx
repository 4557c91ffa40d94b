import { CircleHelp } from 'lucide-react';
import { OverwritePolicy, type CandidateImport, type CandidateTarget } from '../../../../core/contract/index.ts';
import { useText } from '../../../i18n/index.ts';
import { useRead } from '../../../rpc/index.ts';
import { Segmented, Select, StatusBadge } from '../../../ui/index.ts';

type Target = CandidateTarget | 'ignore';
type Overwrite = CandidateImport['columns'][number]['overwrite'];
interface Mapping {
  readonly column: number;
  readonly target: CandidateTarget | null;
  readonly overwrite: Overwrite;
}
export interface MappingChange {
  readonly columns: readonly Mapping[];
  readonly answers: readonly { readonly column: number; readonly answer: string }[];
}

const SURE = 0.9;
/** They go with the salary and the city, and so does what becomes of them. */
const PARTS: readonly (CandidateTarget | null)[] = ['currency', 'region', 'country'];

/** What becomes of each column: kept as a field, hashed, refused as a protected trait, or left out. */
export function MappingStep({
  preview,
  onChange,
}: {
  readonly preview: CandidateImport;
  readonly onChange: (change: MappingChange) => void;
}) {
  const { t, say, percent } = useText();
  const { data } = useRead('candidates.importTargets', {});
  const targets = data?.targets ?? [];
  const columns = preview.columns.map(({ column, target, overwrite }): Mapping => ({ column, target, overwrite }));
  const answers = preview.questions.flatMap(({ column, answer }) => (answer === null ? [] : [{ column, answer }]));
  const taken = new Set(columns.flatMap(({ target }) => (target === null ? [] : [target])));

  function choose(column: number, target: CandidateTarget | null): void {
    // One field is fed by one column: choosing it here frees it elsewhere.
    onChange({
      columns: columns.map((one) =>
        one.column === column ? { ...one, target } : target !== null && one.target === target ? { ...one, target: null } : one,
      ),
      answers,
    });
  }

  function setOverwrite(column: number, overwrite: Overwrite): void {
    onChange({ columns: columns.map((one) => (one.column === column ? { ...one, overwrite } : one)), answers });
  }

  return (
    <div className="wizard">
      {preview.questions.map((question) => (
        <div
          key={`${question.column} ${question.kind}`}
          className="question"
          role="group"
          aria-label={say(`import.question.${question.kind}`)}
        >
          <CircleHelp size={18} aria-hidden />
          <div className="grow">
            <strong>{say(`import.question.${question.kind}`)}</strong>
            <p className="small">
              {preview.columns.find(({ column }) => column === question.column)?.header}: {question.examples.join(' · ')}
            </p>
          </div>
          <Segmented
            label={say(`import.question.${question.kind}`)}
            value={question.answer ?? ''}
            options={question.options.map((value) => ({ value, label: say(`import.question.${value}`, {}, value) }))}
            onChange={(answer) =>
              onChange({
                columns,
                answers: [...answers.filter(({ column }) => column !== question.column), { column: question.column, answer }],
              })
            }
          />
        </div>
      ))}
      <table className="mapping" aria-label={t('candidatesScreen.import.step.mapping')}>
        <thead>
          <tr>
            <th scope="col">{t('candidatesScreen.mapping.column')}</th>
            <th scope="col">{t('candidatesScreen.mapping.samples')}</th>
            <th scope="col">{t('candidatesScreen.mapping.becomes')}</th>
            <th scope="col">{t('candidatesScreen.mapping.why')}</th>
            <th scope="col">{t('candidatesScreen.mapping.overwrite')}</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column) => (
            <tr
              key={column.column}
              className={column.verdict === 'refused' ? 'column-refused' : column.target === null ? 'is-ignored' : undefined}
            >
              <td>
                <div className="mapping-name truncate" title={column.header}>
                  {column.header === '' ? t('candidatesScreen.mapping.unnamed', { position: column.column + 1 }) : column.header}
                </div>
              </td>
              <td>
                <div className="samples truncate">{column.samples.join(' · ')}</div>
              </td>
              <td>
                {column.verdict === 'refused' ? (
                  <StatusBadge tone="warn" icon="ban">
                    {t('candidatesScreen.mapping.refused')}
                  </StatusBadge>
                ) : (
                  <Select<Target>
                    label={t('candidatesScreen.mapping.becomesOf', { column: column.header })}
                    hideLabel
                    value={column.target ?? 'ignore'}
                    options={[
                      { value: 'ignore', label: t('candidatesScreen.mapping.dropped') },
                      ...targets.map((target) => ({
                        value: target,
                        label: say(`candidates.target.${target}`),
                        ...(taken.has(target) && target !== column.target ? { hint: t('candidatesScreen.mapping.taken') } : {}),
                      })),
                    ]}
                    onChange={(target) => choose(column.column, target === 'ignore' ? null : target)}
                  />
                )}
              </td>
              <td className="small quiet">{why(column)}</td>
              <td>
                {column.target !== null && !PARTS.includes(column.target) && (
                  <Select<Overwrite>
                    label={t('candidatesScreen.mapping.overwriteOf', { column: column.header })}
                    hideLabel
                    value={column.overwrite}
                    options={OverwritePolicy.options.map((value) => ({ value, label: t(`candidatesScreen.overwrite.${value}`) }))}
                    onChange={(overwrite) => setOverwrite(column.column, overwrite)}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );

  function why(column: CandidateImport['columns'][number]): string {
    if (column.trait !== null) return say(`candidates.trait.${column.trait}`);
    if (column.dropReason !== null) return say(`candidates.dropColumn.${column.dropReason}`);
    if (column.confidence === null) return t('candidatesScreen.mapping.chosen');
    return column.confidence >= SURE
      ? t('candidatesScreen.mapping.sure')
      : t('candidatesScreen.mapping.likely', { share: percent(column.confidence) });
  }
}
