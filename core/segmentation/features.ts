import type { z } from 'zod';
import { SegmentFeatureKey } from '../contract/segments.ts';

/** Each is about work; what the law protects has no place here, see `protected-traits.ts`. */
export const FeatureKey = SegmentFeatureKey;
export type FeatureKey = z.infer<typeof FeatureKey>;

export type FeatureValue = number | string | null;

/** One person as segmentation sees them. Values by feature; what is missing is unknown. */
export interface FeatureRow {
  readonly id: string;
  readonly features: Readonly<Partial<Record<FeatureKey, FeatureValue>>>;
}

/** Where people come from. The candidates' own store stands behind it; nothing here ever sees an identifier. */
export interface CandidateFeatures {
  rows(clientId: string): Iterable<FeatureRow>;
}

interface NumberFeature {
  readonly kind: 'number';
  /** Money and waiting times matter by ratio, not by difference. */
  readonly scale: 'linear' | 'log';
  readonly byDefault: boolean;
}

interface OrderedFeature {
  readonly kind: 'ordered';
  /** From least to most; a level's place is its value. */
  readonly levels: readonly string[];
  readonly byDefault: boolean;
}

interface CategoryFeature {
  readonly kind: 'category';
  readonly byDefault: boolean;
}

export type FeatureFacts = NumberFeature | OrderedFeature | CategoryFeature;

const EDUCATION = ['none', 'primary', 'secondary', 'technical', 'technologist', 'bachelor', 'specialist', 'master', 'doctorate'];
const SENIORITY = ['trainee', 'junior', 'mid', 'senior', 'lead', 'executive'];
const COMPANY_SIZE = ['1', '10', '50', '100', '500', '1000', '5000', '10000'];

export const FEATURES: Readonly<Record<FeatureKey, FeatureFacts>> = {
  experienceYears: { kind: 'number', scale: 'linear', byDefault: true },
  education: { kind: 'ordered', levels: EDUCATION, byDefault: true },
  roleFamily: { kind: 'category', byDefault: true },
  sector: { kind: 'category', byDefault: true },
  seniority: { kind: 'ordered', levels: SENIORITY, byDefault: true },
  salaryExpectation: { kind: 'number', scale: 'log', byDefault: true },
  city: { kind: 'category', byDefault: true },
  modality: { kind: 'category', byDefault: true },
  availabilityDays: { kind: 'number', scale: 'log', byDefault: true },
  inactiveDays: { kind: 'number', scale: 'log', byDefault: true },
  discipline: { kind: 'category', byDefault: true },
  relevantExperience: { kind: 'category', byDefault: true },
  studyMode: { kind: 'category', byDefault: true },
  companySize: { kind: 'ordered', levels: COMPANY_SIZE, byDefault: true },
  companyType: { kind: 'category', byDefault: true },
  yearsSinceJobChange: { kind: 'number', scale: 'linear', byDefault: true },
  trainingHours: { kind: 'number', scale: 'log', byDefault: true },
  // Says where someone lives once more, and by wealth: only on request.
  cityIndex: { kind: 'number', scale: 'linear', byDefault: false },
  // What an agency wants to predict should not decide who belongs together.
  openToChange: { kind: 'category', byDefault: false },
};

export interface ChosenFeature {
  readonly key: FeatureKey;
  /** 1 is as much as any other feature; 0 leaves it out. */
  readonly weight: number;
}

export function defaultFeatures(): readonly ChosenFeature[] {
  return FeatureKey.options.filter((key) => FEATURES[key].byDefault).map((key) => ({ key, weight: 1 }));
}
