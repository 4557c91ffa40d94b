import { Modality, RoleFamily, SalaryPeriod, type Vacancy, type VacancyFields } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { CommitText, DayField, ObjectHistory } from '../../ui/grid/index.ts';
import { Await, MoneyField, NumberField, Panel, Select, StatusBadge, useNotify } from '../../ui/index.ts';
import { VacancyStateBadge } from './words.tsx';

/** Everything about one vacancy, each field kept as it is left. */
export function VacancyPanel({ vacancyId, onClose }: { readonly vacancyId: string; readonly onClose: () => void }) {
  const text = useText();
  const { t } = text;
  const reading = useRead('vacancies.get', { vacancyId });
  const vacancy = reading.data;
  return (
    <Panel
      id="vacancy"
      title={vacancy?.title ?? t('vacanciesScreen.vacancy')}
      subtitle={
        vacancy === undefined ? undefined : (
          <span className="row">
            <VacancyStateBadge state={vacancy.state} text={text} />
            <span className="truncate">{t('vacanciesScreen.panelSubtitle', { client: vacancy.clientName, ads: vacancy.ads })}</span>
          </span>
        )
      }
      onClose={onClose}
    >
      <Await reading={reading}>{(data) => <VacancyForm vacancy={data} />}</Await>
    </Panel>
  );
}

function VacancyForm({ vacancy }: { readonly vacancy: Vacancy }) {
  const { t, say } = useText();
  const notify = useNotify();
  const update = useWrite('vacancies.update');
  const save = (fields: Partial<VacancyFields>): void => update.mutate({ vacancyIds: [vacancy.id], fields }, { onError: notify.failed });
  const currency = vacancy.salaryMin?.currency ?? vacancy.salaryMax?.currency ?? 'COP';
  const emptyToNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());
  return (
    <div className="stack">
      {vacancy.flags.length > 0 && (
        <ul className="vacancy-flags">
          {vacancy.flags.map((flag) => (
            <li key={flag}>
              <StatusBadge tone="warn" icon="warning">
                {t(`vacanciesScreen.flag.${flag}`)}
              </StatusBadge>
              <span className="small quiet">{t(`vacanciesScreen.flagHelp.${flag}`)}</span>
            </li>
          ))}
        </ul>
      )}
      <CommitText
        keepAs={`vacancy/${vacancy.id}/title`}
        label={t('vacanciesScreen.column.title')}
        value={vacancy.title}
        check={(value) => (value.trim() === '' ? t('vacanciesScreen.invalid.title') : null)}
        onCommit={(title) => save({ title: title.trim() })}
      />
      <div className="field-pair">
        <DayField
          keepAs={`vacancy/${vacancy.id}/opensOn`}
          label={t('vacanciesScreen.column.opensOn')}
          value={vacancy.opensOn}
          onChange={(opensOn) => save({ opensOn })}
        />
        <DayField
          keepAs={`vacancy/${vacancy.id}/closesOn`}
          label={t('vacanciesScreen.column.closesOn')}
          value={vacancy.closesOn}
          min={vacancy.opensOn ?? undefined}
          onChange={(closesOn) => save({ closesOn })}
        />
        <NumberField
          label={t('vacanciesScreen.column.positions')}
          value={vacancy.positions}
          min={0}
          onChange={(positions) => save({ positions })}
        />
        <NumberField
          label={t('vacanciesScreen.column.applicantsWanted')}
          value={vacancy.applicantsWanted}
          min={1}
          onChange={(applicantsWanted) => save({ applicantsWanted })}
        />
        <MoneyField
          label={t('vacanciesScreen.salaryMin')}
          value={vacancy.salaryMin}
          currency={currency}
          onChange={(salaryMin) => save({ salaryMin })}
        />
        <MoneyField
          label={t('vacanciesScreen.salaryMax')}
          value={vacancy.salaryMax}
          currency={currency}
          onChange={(salaryMax) => save({ salaryMax })}
        />
        <Select
          label={t('vacanciesScreen.salaryPeriod')}
          value={vacancy.salaryPeriod}
          placeholder={t('vacanciesScreen.notStated')}
          options={SalaryPeriod.options.map((value) => ({ value, label: t(`vacanciesScreen.period.${value}`) }))}
          onChange={(salaryPeriod) => save({ salaryPeriod })}
        />
        <Select
          label={t('vacanciesScreen.column.modality')}
          value={vacancy.modality}
          placeholder={t('vacanciesScreen.notStated')}
          options={Modality.options.map((value) => ({ value, label: say(`modality.${value}`) }))}
          onChange={(modality) => save({ modality })}
        />
        <Select
          label={t('vacanciesScreen.column.roleFamily')}
          value={vacancy.roleFamily}
          options={RoleFamily.options.map((value) => ({ value, label: say(`roleFamily.${value}`) }))}
          onChange={(roleFamily) => save({ roleFamily })}
        />
        <NumberField
          label={t('vacanciesScreen.column.priority')}
          value={vacancy.priority}
          onChange={(priority) => priority !== null && save({ priority })}
        />
      </div>
      <CommitText
        keepAs={`vacancy/${vacancy.id}/company`}
        label={t('vacanciesScreen.column.company')}
        value={vacancy.company ?? ''}
        onCommit={(company) => save({ company: emptyToNull(company) })}
      />
      <CommitText
        keepAs={`vacancy/${vacancy.id}/applyUrl`}
        label={t('vacanciesScreen.column.applyUrl')}
        value={vacancy.applyUrl ?? ''}
        onCommit={(applyUrl) => save({ applyUrl: emptyToNull(applyUrl) })}
      />
      <CommitText
        keepAs={`vacancy/${vacancy.id}/description`}
        label={t('vacanciesScreen.description')}
        value={vacancy.description}
        multiline={6}
        onCommit={(description) => save({ description })}
      />
      <CommitText
        keepAs={`vacancy/${vacancy.id}/requirements`}
        label={t('vacanciesScreen.requirements')}
        value={vacancy.requirements ?? ''}
        multiline={4}
        onCommit={(requirements) => save({ requirements: emptyToNull(requirements) })}
      />
      <dl className="facts panel-group">
        <dt>{t('vacanciesScreen.column.place')}</dt>
        <dd>
          {vacancy.place === null
            ? t('vacanciesScreen.placeUnknown', { text: vacancy.placeText ?? '–' })
            : [vacancy.place.name, vacancy.place.region, vacancy.place.code].filter((part) => part !== null).join(' · ')}
        </dd>
        <dt>{t('vacanciesScreen.column.externalId')}</dt>
        <dd className="mono">{vacancy.externalId ?? '–'}</dd>
        <dt>{t('vacanciesScreen.column.contractType')}</dt>
        <dd>{vacancy.contractType ?? '–'}</dd>
      </dl>
      <ObjectHistory
        objectType="vacancy"
        objectId={vacancy.id}
        fieldLabel={(field) => say(`vacanciesScreen.column.${field}`, {}, say(`vacanciesScreen.${field}`, {}, field))}
      />
    </div>
  );
}
