import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Facet } from '../../ui/grid/index.ts';
import { SearchField } from '../../ui/index.ts';
import type { VacanciesView } from './view.ts';

interface Props {
  readonly clientId: string | null;
  readonly view: VacanciesView;
  readonly change: (changes: Partial<VacanciesView>) => void;
}

export function VacancyFilters({ clientId, view, change }: Props) {
  const { t, say } = useText();
  const { data } = useRead('vacancies.facets', { clientId });
  return (
    <>
      <SearchField label={t('vacanciesScreen.search')} value={view.text} onChange={(text) => change({ text })} />
      <Facet
        label={t('vacanciesScreen.column.state')}
        chosen={view.states}
        onChange={(states) => change({ states: [...states] })}
        options={(data?.states ?? []).map(({ value, count }) => ({ value, count, label: say(`vacancyState.${value}`) }))}
      />
      <Facet
        label={t('vacanciesScreen.column.roleFamily')}
        chosen={view.families}
        onChange={(families) => change({ families: [...families] })}
        options={(data?.roleFamilies ?? []).map(({ value, count }) => ({ value, count, label: say(`roleFamily.${value}`) }))}
      />
      <Facet
        label={t('vacanciesScreen.column.place')}
        chosen={view.places}
        onChange={(places) => change({ places: [...places] })}
        options={(data?.places ?? []).map(({ code, name, count }) => ({ value: code, count, label: name }))}
      />
    </>
  );
}
