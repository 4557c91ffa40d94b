import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { OverwritePolicy, type FeedFields, type ImportTarget } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Button, IconButton, Section, Select, StatusBadge, TextField } from '../../ui/index.ts';

type Columns = FeedFields['columns'];
type Column = Columns[number];
type Target = ImportTarget | 'ignore';

/** The field that two columns feed; null when none is. */
export function repeatedTarget(columns: Columns): ImportTarget | null {
  const targets = columns.flatMap(({ target }) => (target === null ? [] : [target]));
  return targets.find((target, index) => targets.indexOf(target) !== index) ?? null;
}

/** Which column of a source feeds which field, by the source's own names: looked at again whenever it brings something. */
export function SourceColumns({ columns, onChange }: { readonly columns: Columns; readonly onChange: (columns: Columns) => void }) {
  const { t } = useText();
  const { data } = useRead('vacancies.importTargets', {});
  const [name, setName] = useState('');
  const header = name.trim();
  const isKnown = columns.some((column) => column.header.toLowerCase() === header.toLowerCase());
  const repeated = repeatedTarget(columns);
  const set = (at: number, change: Partial<Column>): void =>
    onChange(columns.map((column, index) => (index === at ? { ...column, ...change } : column)));

  function add(): void {
    if (header === '' || isKnown) return;
    onChange([...columns, { header, target: null, overwrite: 'always' }]);
    setName('');
  }

  return (
    <Section title={t('vacanciesScreen.sources.columns')}>
      <p className="small quiet">
        {t(columns.length === 0 ? 'vacanciesScreen.sources.columnsNone' : 'vacanciesScreen.sources.columnsAbout')}
      </p>
      {columns.length > 0 && (
        <ul className="source-columns" aria-label={t('vacanciesScreen.sources.columns')}>
          {columns.map((column, at) => (
            <li key={column.header}>
              <span className="mono small truncate" title={column.header}>
                {column.header}
              </span>
              <Select<Target>
                label={t('vacanciesScreen.mapping.feedsOf', { column: column.header })}
                hideLabel
                value={column.target ?? 'ignore'}
                options={[
                  { value: 'ignore', label: t('vacanciesScreen.target.ignore') },
                  ...(data?.targets ?? []).map((target) => ({ value: target, label: t(`vacanciesScreen.target.${target}`) })),
                ]}
                onChange={(target) => set(at, { target: target === 'ignore' ? null : target })}
              />
              <Select<Column['overwrite']>
                label={t('vacanciesScreen.mapping.overwriteOf', { column: column.header })}
                hideLabel
                value={column.overwrite}
                isDisabled={column.target === null}
                options={OverwritePolicy.options.map((value) => ({ value, label: t(`vacanciesScreen.overwrite.${value}`) }))}
                onChange={(overwrite) => set(at, { overwrite })}
              />
              <IconButton
                label={t('vacanciesScreen.sources.columnRemove', { column: column.header })}
                icon={<X size={15} aria-hidden />}
                onPress={() => onChange(columns.filter((_, index) => index !== at))}
              />
            </li>
          ))}
        </ul>
      )}
      {repeated !== null && (
        <p className="small" role="alert">
          <StatusBadge tone="bad" icon="alert">
            {t('vacanciesScreen.sources.columnRepeated', { field: t(`vacanciesScreen.target.${repeated}`) })}
          </StatusBadge>
        </p>
      )}
      <div className="source-column-new">
        <TextField
          label={t('vacanciesScreen.sources.columnName')}
          value={name}
          onChange={setName}
          mono
          error={header !== '' && isKnown ? t('vacanciesScreen.sources.columnKnown') : null}
        />
        <Button icon={<Plus size={15} aria-hidden />} isDisabled={header === '' || isKnown} onPress={add}>
          {t('vacanciesScreen.sources.columnAdd')}
        </Button>
      </div>
    </Section>
  );
}
