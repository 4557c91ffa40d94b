import type { z } from 'zod';
import type { CandidateColumn, ProtectedTrait } from '../contract/candidates.ts';
import { fold } from '../kernel/text.ts';

type Trait = z.infer<typeof ProtectedTrait>;
export type DropReason = NonNullable<z.infer<typeof CandidateColumn>['dropReason']>;

/**
 * Header words of protected traits, folded. One is enough wherever it stands: `grupo_etnico`, `Edad (años)`.
 * @see Colombia, Ley 1581 of 2012, art. 5 and 6 (sensitive data); Ley 931 of 2004 (age in job offers); Código Sustantivo del
 * Trabajo, art. 10; European Union, GDPR art. 9 (read 2026-11-29)
 */
const TRAIT_WORDS: Readonly<Record<Trait, readonly string[]>> = {
  age: ['edad', 'edades', 'age', 'nacimiento', 'birth', 'birthday', 'birthdate', 'dob', 'cumpleanos', 'fechanacimiento', 'generacion'],
  sex: ['sexo', 'sex', 'genero', 'gender', 'pronombre', 'pronombres', 'pronouns'],
  marital_status: ['civil', 'marital', 'conyugal', 'conyuge', 'spouse'],
  family: [
    'hijos',
    'hijo',
    'children',
    'kids',
    'embarazo',
    'embarazada',
    'pregnant',
    'pregnancy',
    'lactancia',
    'familia a cargo',
    'personas a cargo',
    'dependientes',
    'dependents',
    'cabeza de hogar',
    'cabeza de familia',
  ],
  origin: [
    'nacionalidad',
    'nationality',
    'ciudadania',
    'citizenship',
    'lugar de nacimiento',
    'pais de origen',
    'country of origin',
    'migrante',
    'estatus migratorio',
    'visa',
  ],
  ethnicity: ['raza', 'race', 'etnia', 'etnico', 'etnica', 'ethnicity', 'ethnic', 'afrodescendiente', 'indigena', 'color de piel'],
  religion: ['religion', 'religiosa', 'creencia', 'creencias', 'culto'],
  disability: ['discapacidad', 'discapacitado', 'disability', 'disabled', 'pcd'],
  health: [
    'salud',
    'health',
    'enfermedad',
    'enfermedades',
    'medico',
    'medical',
    'sangre',
    'sanguineo',
    'rh',
    'eps',
    'alergias',
    'vih',
    'hiv',
  ],
  sexual_orientation: ['orientacion sexual', 'sexual orientation', 'identidad de genero', 'lgbt', 'lgbti', 'lgbtiq'],
  union_or_party: ['sindicato', 'sindical', 'union membership', 'partido', 'politica', 'political', 'afiliacion politica'],
  social_stratum: ['estrato', 'sisben', 'stratum'],
  photo: ['foto', 'fotografia', 'photo', 'picture', 'avatar', 'imagen'],
  criminal_record: ['antecedentes', 'judicial', 'criminal', 'penales'],
};

/** Whole headers that hold personal or free text which nothing here needs. */
const DROP_WORDS: Readonly<Record<DropReason, readonly string[]>> = {
  name: ['nombre', 'nombres', 'apellido', 'apellidos', 'name', 'surname', 'lastname', 'firstname', 'fullname'],
  address: ['direccion', 'domicilio', 'address', 'barrio', 'calle', 'street', 'postal', 'zip', 'residencia'],
  free_text: [
    'observaciones',
    'comentarios',
    'comments',
    'notas',
    'notes',
    'descripcion',
    'resumen',
    'summary',
    'perfil',
    'about',
    'carta',
    'cover',
    'experiencias',
    'funciones',
    'habilidades',
    'skills',
  ],
  cv: ['cv', 'curriculum', 'hoja de vida', 'hv', 'resume', 'adjunto', 'archivo', 'attachment'],
  link: ['linkedin', 'url', 'enlace', 'link', 'facebook', 'instagram', 'twitter', 'portafolio', 'portfolio', 'website'],
  not_needed: ['password', 'contrasena', 'tipo documento', 'tipo de documento', 'document type', 'usuario', 'username', 'token', 'ip'],
};

export function headerKey(header: string): string {
  return fold(header.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

function finder<K extends string>(words: Readonly<Record<K, readonly string[]>>): (key: string) => K | null {
  const known = new Map<string, K>();
  const phrases: (readonly [string, K])[] = [];
  for (const [what, list] of Object.entries<readonly string[]>(words)) {
    // `Object.entries` forgets the key type; the record has exactly these keys.
    for (const word of list)
      if (word.includes(' ')) phrases.push([word, what as K]);
      else known.set(word, what as K);
  }
  return (key) => {
    const phrase = phrases.find(([text]) => ` ${key} `.includes(` ${text} `));
    if (phrase !== undefined) return phrase[1];
    for (const word of key.split(' ')) {
      const found = known.get(word);
      if (found !== undefined) return found;
    }
    return null;
  };
}

const findTrait = finder(TRAIT_WORDS);
const findDrop = finder(DROP_WORDS);

/** The protected trait that a header names, or null. */
export function protectedTrait(header: string): Trait | null {
  return findTrait(headerKey(header));
}

export function dropReasonOf(header: string): DropReason | null {
  return findDrop(headerKey(header));
}

const SEX_WORDS = new Set([
  'male',
  'female',
  'm',
  'f',
  'hombre',
  'mujer',
  'masculino',
  'femenino',
  'masc',
  'fem',
  'man',
  'woman',
  'h',
  'varon',
  'no binario',
  'non binary',
  'other',
  'otro',
]);
const MARITAL_WORDS = new Set([
  'soltero',
  'soltera',
  'casado',
  'casada',
  'divorciado',
  'divorciada',
  'viudo',
  'viuda',
  'union libre',
  'single',
  'married',
  'divorced',
  'widowed',
  'separado',
  'separada',
]);

/** What cells betray where the header says nothing: a column of `M` and `F` is refused whatever it is called. */
export function protectedContent(distinct: readonly string[]): Trait | null {
  const words = distinct.map((cell) => fold(cell));
  if (words.length < 2) return null;
  if (words.every((word) => SEX_WORDS.has(word)) && words.some((word) => word !== 'other' && word !== 'otro')) return 'sex';
  return words.every((word) => MARITAL_WORDS.has(word)) ? 'marital_status' : null;
}
