import type { Candidate } from '../../../core/contract/index.ts';
import type { Text } from '../../i18n/index.ts';
import { GridBadge, remembered, type GridColumn } from '../../ui/grid/index.ts';
import { Age, type StatusIcon, type Tone } from '../../ui/index.ts';

type Column = GridColumn<Candidate>;

const CONSENTS: Readonly<Record<Candidate['consent'], readonly [Tone, StatusIcon]>> = {
  granted: ['good', 'check'],
  denied: ['bad', 'ban'],
  unknown: ['quiet', 'unknown'],
};

/** A person is known here by what they can do; there is no name to show. */
export function candidateColumns(text: Text): readonly Column[] {
  const { t, say } = text;
  const day = remembered((value) => text.day(value));
  const field = (name: string): string => say(`candidates.field.${name}`);
  const yesNo = (value: boolean | null): string => (value === null ? '' : t(value ? 'candidatesScreen.yes' : 'candidatesScreen.no'));
  const number = (value: number | null): string => (value === null ? '' : text.number(value));
  return [
    {
      id: 'roleFamily',
      label: field('roleFamily'),
      width: 190,
      pinned: true,
      sortBy: 'roleFamily',
      text: (row) => (row.roleFamily === null ? t('candidatesScreen.noFamily') : say(`roleFamily.${row.roleFamily}`)),
      render: (row) => (
        <span className={row.roleFamily === null ? 'quiet' : 'grid-name'}>
          {row.roleFamily === null ? t('candidatesScreen.noFamily') : say(`roleFamily.${row.roleFamily}`)}
        </span>
      ),
    },
    { id: 'place', label: field('place'), width: 150, sortBy: 'place', text: (row) => row.place?.name ?? row.cityText ?? '' },
    {
      id: 'experience',
      label: field('experienceYears'),
      width: 116,
      align: 'end',
      sortBy: 'experienceYears',
      text: (row) => number(row.experienceYears),
    },
    {
      id: 'education',
      label: field('education'),
      width: 132,
      sortBy: 'education',
      text: (row) => (row.education === null ? '' : say(`candidates.education.${row.education}`)),
    },
    {
      id: 'salary',
      label: field('salaryExpectation'),
      width: 140,
      align: 'end',
      sortBy: 'salaryExpectation',
      text: (row) => (row.salaryExpectation === null ? '' : text.money(row.salaryExpectation)),
    },
    { id: 'modality', label: field('modality'), width: 104, text: (row) => (row.modality === null ? '' : say(`modality.${row.modality}`)) },
    {
      id: 'availability',
      label: field('availabilityDays'),
      width: 118,
      text: (row) => (row.availabilityDays === null ? '' : t('candidatesScreen.inDays', { days: row.availabilityDays })),
    },
    {
      id: 'consent',
      label: field('consent'),
      width: 150,
      sortBy: 'consent',
      text: (row) => say(`candidates.consent.${row.consent}`),
      render: (row) => (
        <GridBadge tone={CONSENTS[row.consent][0]} icon={CONSENTS[row.consent][1]}>
          {say(`candidates.consent.${row.consent}`)}
        </GridBadge>
      ),
    },
    { id: 'purpose', label: field('purpose'), width: 140, text: (row) => say(`candidates.purpose.${row.purpose}`) },
    { id: 'source', label: field('source'), width: 130, text: (row) => row.source },
    { id: 'contact', label: t('candidatesScreen.column.contact'), width: 150, text: (row) => contact(row, text) },
    {
      id: 'lastActivity',
      label: field('lastActivityOn'),
      width: 146,
      sortBy: 'lastActivityOn',
      text: (row) => (row.lastActivityOn === null ? '' : day(row.lastActivityOn)),
    },
    { id: 'deleteOn', label: t('candidatesScreen.column.deleteOn'), width: 146, sortBy: 'deleteOn', text: (row) => day(row.deleteOn) },
    { id: 'client', label: t('candidatesScreen.column.client'), width: 150, text: (row) => row.clientName },
    { id: 'sector', label: field('sector'), width: 130, hiddenAtFirst: true, text: (row) => row.sector ?? '' },
    { id: 'discipline', label: field('discipline'), width: 130, hiddenAtFirst: true, text: (row) => row.discipline ?? '' },
    {
      id: 'seniority',
      label: field('seniority'),
      width: 116,
      hiddenAtFirst: true,
      text: (row) => (row.seniority === null ? '' : say(`seniority.${row.seniority}`)),
    },
    { id: 'openToChange', label: field('openToChange'), width: 110, hiddenAtFirst: true, text: (row) => yesNo(row.openToChange) },
    {
      id: 'relevantExperience',
      label: field('relevantExperience'),
      width: 130,
      hiddenAtFirst: true,
      text: (row) => yesNo(row.relevantExperience),
    },
    {
      id: 'trainingHours',
      label: field('trainingHours'),
      width: 120,
      align: 'end',
      hiddenAtFirst: true,
      text: (row) => number(row.trainingHours),
    },
    {
      id: 'importedAt',
      label: t('candidatesScreen.column.importedAt'),
      width: 120,
      sortBy: 'importedAt',
      hiddenAtFirst: true,
      text: (row) => text.instant(row.importedAt),
      render: (row) => <Age at={row.importedAt} />,
    },
  ];
}

function contact(row: Candidate, { say }: Text): string {
  return (['email', 'phone', 'document'] as const)
    .filter((kind) => ({ email: row.hasEmail, phone: row.hasPhone, document: row.hasDocument })[kind])
    .map((kind) => say(`candidates.field.${kind}`))
    .join(' · ');
}
