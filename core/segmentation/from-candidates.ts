import { dayNumber } from '../kernel/days.ts';
import type { Money } from '../kernel/money.ts';
import type { FeatureRow } from './features.ts';

/** What the candidates' store tells about a person, as far as segmentation reads it. */
export interface CandidateFacts {
  readonly id: string;
  readonly experienceYears: number | null;
  readonly education: string | null;
  readonly roleFamily: string | null;
  readonly sector: string | null;
  readonly seniority: string | null;
  readonly salaryExpectation: Money | null;
  readonly place: { readonly name: string } | null;
  readonly cityText: string | null;
  readonly modality: string | null;
  readonly availabilityDays: number | null;
  readonly lastActivityOn: string | null;
  readonly discipline: string | null;
  readonly relevantExperience: boolean | null;
  readonly studyMode: string | null;
  readonly companySize: string | null;
  readonly companyType: string | null;
  readonly yearsSinceJobChange: number | null;
  readonly trainingHours: number | null;
  readonly cityIndex: number | null;
  readonly openToChange: boolean | null;
}

/**
 * `currency` is the client's: an expectation in another one is left unknown, because pesos and dollars are not compared.
 * `today` turns the last activity into an age.
 */
export function* featureRows(people: Iterable<CandidateFacts>, today: string, currency: string): Iterable<FeatureRow> {
  const now = dayNumber(today);
  for (const person of people) {
    const salary = person.salaryExpectation;
    yield {
      id: person.id,
      features: {
        experienceYears: person.experienceYears,
        education: person.education,
        roleFamily: person.roleFamily,
        sector: person.sector,
        seniority: person.seniority,
        // For sorting only, where a rounded major unit is exact enough; no amount is ever computed from it.
        salaryExpectation: salary === null || salary.currency !== currency ? null : Number(salary.amountMicros / 1_000_000n),
        city: person.place?.name ?? person.cityText,
        modality: person.modality,
        availabilityDays: person.availabilityDays,
        inactiveDays: person.lastActivityOn === null ? null : Math.max(0, now - dayNumber(person.lastActivityOn)),
        discipline: person.discipline,
        relevantExperience: yesNo(person.relevantExperience),
        studyMode: person.studyMode,
        companySize: person.companySize,
        companyType: person.companyType,
        yearsSinceJobChange: person.yearsSinceJobChange,
        trainingHours: person.trainingHours,
        cityIndex: person.cityIndex,
        openToChange: yesNo(person.openToChange),
      },
    };
  }
}

function yesNo(value: boolean | null): string | null {
  return value === null ? null : value ? 'yes' : 'no';
}
