import type { Json } from '../kernel/result.ts';
import { FEATURES } from './features.ts';
import type { SegmentTrait } from './describe.ts';

/** Says a catalogue sentence in a language. */
export type Say = (language: 'es' | 'en', key: string, values: { readonly [name: string]: Json }) => string;

export interface Bilingual {
  readonly es: string;
  readonly en: string;
}

const NAME_PARTS = 2;
const DESCRIPTION_PARTS = 4;

/** Levels that have a word in the catalogue; what is not listed is a text from the file and is shown as it is. */
const KNOWN_LEVELS: Readonly<Partial<Record<SegmentTrait['feature'], string>>> = {
  roleFamily: 'roleFamily',
  seniority: 'segments.seniority',
  education: 'segments.education',
  modality: 'segments.modality',
  studyMode: 'segments.studyMode',
  relevantExperience: 'segments.yesNo',
  openToChange: 'segments.yesNo',
};

const YES_NO: ReadonlySet<string> = new Set(['relevantExperience', 'openToChange']);

export function levelLabel(say: Say, language: 'es' | 'en', feature: SegmentTrait['feature'], level: string): string {
  const prefix = KNOWN_LEVELS[feature];
  if (prefix === undefined) return level;
  const key = `${prefix}.${level}`;
  const said = say(language, key, {});
  return said === key ? level : said;
}

/** What people do comes before where and how: a recruiter says "technology, senior" and not the other way round. */
const SAID_FIRST: ReadonlySet<string> = new Set(['roleFamily', 'sector', 'discipline']);
const CONSIDERED = 4;

/** Two of the strongest differences make a name that fits a card; a segment that differs in nothing is named for that. */
function nameSegment(say: Say, traits: readonly SegmentTrait[]): Bilingual {
  const strongest = traits.filter((trait) => trait.kind !== 'rarely').slice(0, CONSIDERED);
  const first = strongest.filter((trait) => SAID_FIRST.has(trait.feature));
  const parts = [...first, ...strongest.filter((trait) => !SAID_FIRST.has(trait.feature))].slice(0, NAME_PARTS);
  const inLanguage = (language: 'es' | 'en'): string =>
    parts.length === 0 ? say(language, 'segments.name.average', {}) : parts.map((trait) => namePart(say, language, trait)).join(' · ');
  return { es: inLanguage('es'), en: inLanguage('en') };
}

/** Segments that begin the same are told apart by a later difference, else by a number. */
export function nameSegments(say: Say, all: readonly (readonly SegmentTrait[])[]): readonly Bilingual[] {
  const names: Bilingual[] = [];
  const used = new Set<string>();
  for (const traits of all) {
    let name = nameSegment(say, traits);
    for (let skip = 1; used.has(name.es) && skip + 1 < traits.length; skip++) {
      const [first] = traits;
      name = nameSegment(say, [...(first === undefined ? [] : [first]), ...traits.slice(1 + skip)]);
    }
    for (let turn = 2; used.has(name.es); turn++) {
      const plain = nameSegment(say, traits);
      name = { es: `${plain.es} (${turn})`, en: `${plain.en} (${turn})` };
    }
    used.add(name.es);
    names.push(name);
  }
  return names;
}

function namePart(say: Say, language: 'es' | 'en', trait: SegmentTrait): string {
  const label = trait.level === null ? '' : levelLabel(say, language, trait.feature, trait.level);
  const feature = FEATURES[trait.feature];
  if (YES_NO.has(trait.feature)) return say(language, `segments.part.${trait.feature}.${trait.level === 'yes' ? 'yes' : 'no'}`, {});
  if (feature.kind === 'category') return say(language, `segments.part.${trait.feature}`, { label });
  return say(language, `segments.name.${trait.kind}.${trait.feature}`, {});
}

export function describeInWords(say: Say, traits: readonly SegmentTrait[]): Bilingual {
  const inLanguage = (language: 'es' | 'en'): string => {
    if (traits.length === 0) return say(language, 'segments.describe.average', {});
    return traits
      .slice(0, DESCRIPTION_PARTS)
      .map((trait) => say(language, sentenceKey(trait), valuesOf(say, language, trait)))
      .join(' ');
  };
  return { es: inLanguage('es'), en: inLanguage('en') };
}

function sentenceKey(trait: SegmentTrait): string {
  const feature = FEATURES[trait.feature];
  if (feature.kind === 'category') return trait.kind === 'rarely' ? 'segments.describe.rarely' : 'segments.describe.level';
  if (feature.kind === 'ordered') return trait.level === null ? `segments.describe.${trait.kind}` : `segments.describe.${trait.kind}_level`;
  return `segments.describe.${trait.kind}`;
}

function valuesOf(say: Say, language: 'es' | 'en', trait: SegmentTrait): { readonly [name: string]: Json } {
  return {
    feature: say(language, `segments.feature.${trait.feature}`, {}),
    label: trait.level === null ? '' : levelLabel(say, language, trait.feature, trait.level),
    value: trait.value,
    overall: trait.overall,
  };
}
