import type { FlowFields } from '../contract/flows.ts';
import type { AdFields, AdGroupFields, CampaignFields } from '../contract/plan-model.ts';
import { cutAtWord, money } from '../kernel/index.ts';
import {
  encodeFields,
  type AccountFacts,
  type ClientFact,
  type NewPlanObject,
  type PlanRepository,
  type VacancySource,
} from '../plans/index.ts';
import type { Ids } from '../ports/index.ts';
import { compileTemplate, valuesOf, type PhraseBook } from '../templates/index.ts';
import type { TemplateFields } from '../contract/flows.ts';
import { keywordsFor } from './keywords.ts';
import { createComposer } from './compose-apart.ts';
import type { LaidCampaign, LaidGroup } from './layout.ts';
import { fittingName } from './naming.ts';
import type { NetworkPlanning, PlannedCampaign } from './plan-flow.ts';
import { landingUrl, trackedUrl } from './tracking.ts';

export interface GenerateInput {
  readonly flowId: string;
  readonly fields: FlowFields;
  readonly template: TemplateFields;
  readonly client: ClientFact;
  readonly phrases: PhraseBook;
  readonly vacancies: Pick<VacancySource, 'getMany'>;
  readonly plans: Pick<PlanRepository, 'adTexts'>;
  readonly accounts: AccountFacts;
  readonly workspace: 'simulated' | 'live';
  readonly today: string;
  readonly now: string;
  readonly ids: Ids;
}

/** Drafts for one network, parents before children, made one by one as they are asked for: no more than a group's vacancies are in memory. */
export function* generate(planning: NetworkPlanning, input: GenerateInput): Generator<NewPlanObject> {
  const { network, account } = planning;
  const { capabilities } = network;
  const compose = createComposer(compileTemplate(input.template), planning, input);
  const base = { clientId: input.client.id, accountId: account.accountId, network: network.id, flowId: input.flowId, updatedAt: input.now };
  const make = (
    level: NewPlanObject['level'],
    parentId: string | null,
    vacancyId: string | null,
    flowKey: string | null,
    marker: string,
    fields: CampaignFields | AdGroupFields | AdFields,
  ): NewPlanObject => ({ ...base, id: input.ids.next(), level, parentId, vacancyId, flowKey, marker, draft: encodeFields(fields) });

  for (const planned of planning.campaigns) {
    const { laid } = planned;
    const campaignName = nameOfCampaign(laid, input, capabilities.displayName, capabilities.nameMax);
    let campaignId = planned.existing?.id;
    if (campaignId === undefined) {
      const campaign = make(
        'campaign',
        null,
        laid.subject.kind === 'vacancy' ? laid.subject.vacancy.id : null,
        laid.key,
        input.ids.marker(),
        campaignFields(planned, campaignName, account.currency, input),
      );
      campaignId = campaign.id;
      yield campaign;
    }
    for (const group of laid.groups) {
      let groupId = planned.existing === null ? undefined : planning.presentGroups.get(laid.key)?.get(group.key)?.id;
      if (groupId === undefined) {
        const made = make(
          'ad_group',
          campaignId,
          null,
          group.key,
          input.ids.marker(),
          groupFields(group, capabilities.keywords, capabilities.nameMax, input),
        );
        groupId = made.id;
        yield made;
      }
      for (const vacancy of input.vacancies.getMany(group.vacancies.map(({ id }) => id))) {
        const values = valuesOf(vacancy, input.client.name, input.phrases);
        const marker = input.ids.marker();
        const texts = compose(vacancy, values);
        const url = landingUrl(vacancy, input.workspace);
        yield make('ad', groupId, vacancy.id, null, marker, {
          name: fittingName(
            [
              values.title,
              values.city === '' ? (input.phrases.countries[input.client.country] ?? input.client.country) : values.city,
              vacancy.id.slice(-6),
            ],
            capabilities.nameMax,
          ),
          status: 'active',
          ...texts,
          finalUrl: url === '' ? '' : trackedUrl(url, { source: network.id, campaign: campaignName, marker }),
          callToAction: input.template.callToAction,
          image: capabilities.image === null ? null : imageOf(laid, values.title, values.city, input),
        });
      }
    }
  }
}

/** One picture a place and subject, so that a campaign of hundreds of ads uploads a handful. */
function imageOf(laid: LaidCampaign, title: string, city: string, input: GenerateInput): AdFields['image'] {
  const { subject } = laid;
  const headline =
    subject.kind === 'vacancy'
      ? title
      : subject.kind === 'family'
        ? (input.phrases.families[subject.family]?.label ?? subject.family)
        : input.client.name;
  const place = city === '' ? (input.phrases.countries[input.client.country] ?? input.client.country) : city;
  return {
    template: 'plain',
    headline: cutAtWord(headline, 80),
    place: cutAtWord(place, 60),
    detail: '',
    brand: cutAtWord(input.client.name, 60),
  };
}

function campaignFields(planned: PlannedCampaign, name: string, currency: string, input: GenerateInput): CampaignFields {
  const { fields } = input;
  // A flow that runs again weeks later cannot start in the past.
  const startDay = fields.startDay < input.today ? input.today : fields.startDay;
  return {
    name,
    status: 'active',
    objective: fields.objective,
    dailyBudget: money(planned.dailyBudgetMicros, currency),
    startDay,
    endDay: endOf(planned.laid, fields.endDay, startDay),
    countries: [
      ...new Set([
        input.client.country,
        ...planned.laid.groups.flatMap((group) => group.vacancies.map((vacancy) => vacancy.place?.country ?? input.client.country)),
      ]),
    ].toSorted(),
    employment: true,
  };
}

/** A campaign for one vacancy ends with it, so that the network stops by itself when this computer is off. */
function endOf(laid: LaidCampaign, endDay: string | null, startDay: string): string | null {
  const closesOn = laid.subject.kind === 'vacancy' ? laid.subject.vacancy.closesOn : null;
  if (closesOn === null || closesOn < startDay) return endDay;
  return endDay === null || closesOn < endDay ? closesOn : endDay;
}

function groupFields(group: LaidGroup, keywords: boolean, nameMax: number, input: GenerateInput): AdGroupFields {
  const city = group.place.code === null ? null : group.place.name;
  return {
    name: fittingName([group.place.name, ...(group.part > 1 ? [String(group.part)] : [])], nameMax),
    status: 'active',
    places: [group.place],
    radiusKm: city === null ? null : input.fields.radiusKm,
    languages: ['es'],
    keywords: keywords ? keywordsFor([...new Set(group.vacancies.map((vacancy) => vacancy.title))], city) : [],
  };
}

export function nameOfCampaign(
  laid: LaidCampaign,
  input: Pick<GenerateInput, 'client' | 'phrases'>,
  networkName: string,
  nameMax: number,
): string {
  const abroad = laid.country === input.client.country ? [] : [input.phrases.countries[laid.country] ?? laid.country];
  const part = [...abroad, ...(laid.part > 1 ? [String(laid.part)] : [])];
  if (laid.subject.kind === 'vacancy')
    return fittingName([input.client.name, laid.subject.vacancy.title, networkName, laid.subject.vacancy.id.slice(-6)], nameMax);
  const subject =
    laid.subject.kind === 'client' ? 'Todas las vacantes' : (input.phrases.families[laid.subject.family]?.label ?? laid.subject.family);
  return fittingName([input.client.name, subject, networkName, ...part], nameMax);
}
