import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { seededRandom, type FeatureRow } from '../../core/segmentation/index.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folders = ['../shared/data', '../../shared/data'].map((folder) => path.resolve(root, folder));
const folder = folders.find((one) => existsSync(one)) ?? folders[0] ?? '';

export const hrFile = path.join(folder, 'candidatos_hr_job_change.csv');
export const hasHrFile = existsSync(hrFile);
if (!hasHrFile) process.stderr.write(`SKIPPED: tests on real candidates, because ${path.basename(hrFile)} is not here.\n`);

const EDUCATION: Readonly<Record<string, string>> = {
  'Primary School': 'primary',
  'High School': 'secondary',
  Graduate: 'bachelor',
  Masters: 'master',
  Phd: 'doctorate',
};
const STUDY: Readonly<Record<string, string>> = { no_enrollment: 'none', 'Part time course': 'part_time', 'Full time course': 'full_time' };
const SIZE: Readonly<Record<string, string>> = {
  '<10': '1',
  '10/49': '10',
  '50-99': '50',
  '100-500': '100',
  '500-999': '500',
  '1000-4999': '1000',
  '5000-9999': '5000',
  '10000+': '10000',
};

function years(text: string): number | null {
  if (text === '') return null;
  if (text === '<1' || text === 'never') return 0;
  return text.startsWith('>') ? Number(text.slice(1)) + 1 : Number(text);
}

export function uuid(number: number): string {
  return `01890000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** The public job-change set as feature rows; its `gender` column is left behind, as an import does. */
export function hrPeople(): readonly FeatureRow[] {
  const rows: Record<string, string>[] = parse(readFileSync(hrFile), { columns: true, bom: true });
  return rows.map((row, index) => ({
    id: uuid(index),
    features: {
      city: row['city'] ?? null,
      cityIndex: Number(row['city_development_index']),
      relevantExperience: row['relevent_experience'] === 'Has relevent experience' ? 'yes' : 'no',
      studyMode: STUDY[row['enrolled_university'] ?? ''] ?? null,
      education: EDUCATION[row['education_level'] ?? ''] ?? null,
      discipline: row['major_discipline'] || null,
      experienceYears: years(row['experience'] ?? ''),
      companySize: SIZE[row['company_size'] ?? ''] ?? null,
      companyType: row['company_type'] || null,
      yearsSinceJobChange: years(row['last_new_job'] ?? ''),
      trainingHours: Number(row['training_hours']),
      openToChange: row['target'] === '1' ? 'yes' : 'no',
    },
  }));
}

const FAMILIES = ['technology', 'sales', 'logistics', 'customer_service'] as const;
const CITIES = ['Bogotá', 'Medellín', 'Cali', 'Barranquilla', 'Bucaramanga'] as const;

/** Made people in four kinds that a recruiter would recognise, with blanks and a few very high salaries. */
export function madePeople(count: number, seed: number): { readonly rows: readonly FeatureRow[]; readonly kinds: readonly number[] } {
  const random = seededRandom(seed, 77);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const kinds: number[] = [];
  const rows = Array.from({ length: count }, (_, index): FeatureRow => {
    const kind = Math.floor(random() * 4);
    kinds.push(kind);
    const blank = (): boolean => random() < 0.1;
    const experience = Math.max(0, [9, 3, 6, 1][kind]! + normal());
    return {
      id: uuid(index),
      features: {
        experienceYears: blank() ? null : Math.round(experience),
        roleFamily: blank() ? null : random() < 0.85 ? FAMILIES[kind]! : FAMILIES[Math.floor(random() * 4)]!,
        seniority: blank() ? null : (['senior', 'junior', 'mid', 'trainee'] as const)[kind]!,
        education: blank() ? null : (['bachelor', 'technical', 'secondary', 'secondary'] as const)[kind]!,
        salaryExpectation: blank()
          ? null
          : Math.round([7e6, 2e6, 1.8e6, 1.4e6][kind]! * Math.exp(normal() * 0.15)) * (random() < 0.002 ? 100 : 1),
        city: random() < 0.6 ? CITIES[kind]! : CITIES[Math.floor(random() * 5)]!,
        modality: random() < 0.8 ? (['remote', 'hybrid', 'on_site', 'on_site'] as const)[kind]! : 'hybrid',
        availabilityDays: blank() ? null : [30, 15, 0, 0][kind]! + Math.floor(random() * 5),
      },
    };
  });
  return { rows, kinds };
}
