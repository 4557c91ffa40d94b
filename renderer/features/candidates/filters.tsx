import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Facet } from '../../ui/grid/index.ts';
import type { CandidatesView } from './view.ts';

interface Props {
  readonly clientId: string | null;
  readonly view: CandidatesView;
  readonly change: (changes: Partial<CandidatesView>) => void;
}

export function CandidateFilters({ clientId, view, change }: Props) {
  const { say } = useText();
  const { data } = useRead('candidates.facets', { clientId });
  return (
    <>
      <Facet
        label={say('candidates.field.roleFamily')}
        chosen={view.families}
        onChange={(families) => change({ families: [...families] })}
        options={(data?.roleFamilies ?? []).map(({ value, count }) => ({ value, count, label: say(`roleFamily.${value}`) }))}
      />
      <Facet
        label={say('candidates.field.education')}
        chosen={view.educations}
        onChange={(educations) => change({ educations: [...educations] })}
        options={(data?.educations ?? []).map(({ value, count }) => ({ value, count, label: say(`candidates.education.${value}`) }))}
      />
      <Facet
        label={say('candidates.field.place')}
        chosen={view.places}
        onChange={(places) => change({ places: [...places] })}
        options={(data?.places ?? []).map(({ code, name, count }) => ({ value: code, count, label: name }))}
      />
      <Facet
        label={say('candidates.field.modality')}
        chosen={view.modalities}
        onChange={(modalities) => change({ modalities: [...modalities] })}
        options={(data?.modalities ?? []).map(({ value, count }) => ({ value, count, label: say(`modality.${value}`) }))}
      />
      <Facet
        label={say('candidates.field.consent')}
        chosen={view.consents}
        onChange={(consents) => change({ consents: [...consents] })}
        options={(data?.consents ?? []).map(({ value, count }) => ({ value, count, label: say(`candidates.consent.${value}`) }))}
      />
    </>
  );
}
