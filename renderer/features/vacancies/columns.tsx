import { isDay } from '../../../core/kernel/index.ts';
import type { Vacancy, VacancyFields } from '../../../core/contract/index.ts';
import type { MessageKey, Text } from '../../i18n/index.ts';
import { GridBadge, remembered, type CellEdit, type GridColumn } from '../../ui/grid/index.ts';
import { Age } from '../../ui/index.ts';
import { salaryText, VacancyStateBadge } from './words.tsx';

export type VacancyPatch = Partial<VacancyFields>;
type Column = GridColumn<Vacancy, VacancyPatch>;

/** Columns of the grid in their first order; the ones that fewer people need start hidden. */
export function vacancyColumns(text: Text): readonly Column[] {
  const { t } = text;
  const day = remembered((value) => text.day(value));
  return [
    {
      id: 'title',
      label: t('vacanciesScreen.column.title'),
      width: 280,
      pinned: true,
      sortBy: 'title',
      text: (row) => row.title,
      render: (row) => <span className="grid-name">{row.title}</span>,
      edit: titleEdit(text),
    },
    {
      id: 'state',
      label: t('vacanciesScreen.column.state'),
      width: 162,
      sortBy: 'state',
      text: (row) => text.say(`vacancyState.${row.state}`),
      render: (row) => <VacancyStateBadge state={row.state} text={text} />,
    },
    { id: 'client', label: t('vacanciesScreen.column.client'), width: 150, sortBy: 'clientName', text: (row) => row.clientName },
    {
      id: 'place',
      label: t('vacanciesScreen.column.place'),
      width: 140,
      sortBy: 'place',
      text: (row) => row.place?.name ?? row.placeText ?? '',
    },
    {
      id: 'roleFamily',
      label: t('vacanciesScreen.column.roleFamily'),
      width: 176,
      sortBy: 'roleFamily',
      text: (row) => text.say(`roleFamily.${row.roleFamily}`),
    },
    {
      id: 'salary',
      label: t('vacanciesScreen.column.salary'),
      width: 216,
      align: 'end',
      sortBy: 'salaryMin',
      text: (row) => salaryText(row, text),
    },
    {
      id: 'closesOn',
      label: t('vacanciesScreen.column.closesOn'),
      width: 140,
      sortBy: 'closesOn',
      text: (row) => (row.closesOn === null ? '' : day(row.closesOn)),
      edit: dayEdit(text),
    },
    {
      id: 'positions',
      label: t('vacanciesScreen.column.positions'),
      width: 88,
      align: 'end',
      text: (row) => counted(row.positions, text),
      edit: countEdit('positions', text),
    },
    {
      id: 'applicantsWanted',
      label: t('vacanciesScreen.column.applicantsWanted'),
      width: 116,
      align: 'end',
      text: (row) => counted(row.applicantsWanted, text),
      edit: countEdit('applicantsWanted', text),
    },
    { id: 'ads', label: t('vacanciesScreen.column.ads'), width: 80, align: 'end', text: (row) => text.number(row.ads) },
    {
      id: 'priority',
      label: t('vacanciesScreen.column.priority'),
      width: 84,
      align: 'end',
      text: (row) => String(row.priority),
      edit: priorityEdit(text),
    },
    {
      id: 'problems',
      label: t('vacanciesScreen.column.problems'),
      width: 150,
      text: (row) =>
        [...row.flags.map((flag) => t(`vacanciesScreen.flag.${flag}`)), ...(row.problems === 0 ? [] : [String(row.problems)])].join(' · '),
      render: (row) => problems(row, text),
    },
    { id: 'company', label: t('vacanciesScreen.column.company'), width: 170, sortBy: 'company', text: (row) => row.company ?? '' },
    {
      id: 'modality',
      label: t('vacanciesScreen.column.modality'),
      width: 108,
      text: (row) => (row.modality === null ? '' : text.say(`modality.${row.modality}`)),
    },
    {
      id: 'updatedAt',
      label: t('vacanciesScreen.column.updatedAt'),
      width: 120,
      sortBy: 'updatedAt',
      text: (row) => text.instant(row.updatedAt),
      render: (row) => <Age at={row.updatedAt} />,
    },
    {
      id: 'contractType',
      label: t('vacanciesScreen.column.contractType'),
      width: 140,
      hiddenAtFirst: true,
      text: (row) => row.contractType ?? '',
    },
    {
      id: 'seniority',
      label: t('vacanciesScreen.column.seniority'),
      width: 110,
      hiddenAtFirst: true,
      text: (row) => (row.seniority === null ? '' : t(`vacanciesScreen.seniority.${row.seniority}`)),
    },
    {
      id: 'opensOn',
      label: t('vacanciesScreen.column.opensOn'),
      width: 140,
      hiddenAtFirst: true,
      text: (row) => (row.opensOn === null ? '' : day(row.opensOn)),
    },
    {
      id: 'externalId',
      label: t('vacanciesScreen.column.externalId'),
      width: 120,
      hiddenAtFirst: true,
      text: (row) => row.externalId ?? '',
      render: (row) => <span className="mono">{row.externalId}</span>,
    },
    { id: 'applyUrl', label: t('vacanciesScreen.column.applyUrl'), width: 220, hiddenAtFirst: true, text: (row) => row.applyUrl ?? '' },
  ];
}

function counted(value: number | null, text: Text): string {
  return value === null ? '' : text.number(value);
}

function problems(row: Vacancy, text: Text) {
  const [flag] = row.flags;
  if (row.problems === 0 && flag === undefined) return null;
  if (flag !== undefined)
    return (
      <GridBadge tone="warn" icon="warning">
        {row.flags.length > 1
          ? `${text.t(`vacanciesScreen.flag.${flag}`)} +${row.flags.length - 1}`
          : text.t(`vacanciesScreen.flag.${flag}`)}
      </GridBadge>
    );
  return (
    <GridBadge tone="warn" icon="warning">
      {text.t('vacanciesScreen.problems', { count: row.problems })}
    </GridBadge>
  );
}

function titleEdit({ t }: Text): CellEdit<Vacancy, VacancyPatch> {
  return {
    text: (row) => row.title,
    parse: (typed) =>
      typed.trim() === '' ? { ok: false, message: t('vacanciesScreen.invalid.title') } : { ok: true, patch: { title: typed.trim() } },
  };
}

function dayEdit({ t }: Text): CellEdit<Vacancy, VacancyPatch> {
  return {
    type: 'date',
    text: (row) => row.closesOn ?? '',
    parse(typed) {
      const day = dayFrom(typed);
      if (typed.trim() !== '' && day === null) return { ok: false, message: t('vacanciesScreen.invalid.day') };
      return { ok: true, patch: { closesOn: day } };
    },
  };
}

/** `2026-12-01`, and `01/12/2026` as sheets in Spanish put it on the clipboard: day first. */
export function dayFrom(typed: string): string | null {
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed.trim());
  const day = local === null ? typed.trim() : `${local[3]}-${local[2]!.padStart(2, '0')}-${local[1]!.padStart(2, '0')}`;
  return isDay(day) ? day : null;
}

const COUNTS = {
  positions: 'vacanciesScreen.invalid.positions',
  applicantsWanted: 'vacanciesScreen.invalid.applicants',
} as const satisfies Record<string, MessageKey>;

function countEdit(field: keyof typeof COUNTS, { t }: Text): CellEdit<Vacancy, VacancyPatch> {
  return {
    inputMode: 'numeric',
    text: (row) => (row[field] === null ? '' : String(row[field])),
    parse(typed) {
      const bare = typed.replaceAll(/[\s.,]/g, '');
      if (bare === '') return { ok: true, patch: { [field]: null } };
      return /^\d{1,6}$/.test(bare) && Number(bare) > 0
        ? { ok: true, patch: { [field]: Number(bare) } }
        : { ok: false, message: t(COUNTS[field]) };
    },
  };
}

function priorityEdit({ t }: Text): CellEdit<Vacancy, VacancyPatch> {
  return {
    inputMode: 'numeric',
    text: (row) => String(row.priority),
    parse: (typed) =>
      /^-?\d{1,4}$/.test(typed.trim())
        ? { ok: true, patch: { priority: Number(typed) } }
        : { ok: false, message: t('vacanciesScreen.invalid.priority') },
  };
}
