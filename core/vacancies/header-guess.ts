import type { ImportTarget } from '../contract/vacancies.ts';
import { fold } from '../kernel/text.ts';
import type { ColumnFacts } from './column-facts.ts';

export interface Guess {
  readonly target: ImportTarget | null;
  /** 0…1. */
  readonly confidence: number;
}

/** Header spellings in Spanish and English, folded; exact ones first in each list. */
const HEADERS: Readonly<Record<ImportTarget, readonly string[]>> = {
  externalId: [
    'id',
    'codigo',
    'id vacante',
    'codigo vacante',
    'id oferta',
    'codigo oferta',
    'id aviso',
    'numero de vacante',
    'no vacante',
    'nro vacante',
    'vacante id',
    'referencia',
    'ref',
    'requisicion',
    'requisition id',
    'job id',
    'job reference',
    'referencenumber',
    'reference number',
    'reference',
    'external id',
    'externalid',
    'req id',
    'vacancy id',
    'codigo interno',
    'consecutivo',
    'identificador',
    'identifier value',
    'identifier',
    'guid',
    'jobkey',
    'cod',
    'num vacante',
  ],
  title: [
    'titulo',
    'cargo',
    'puesto',
    'vacante',
    'nombre del cargo',
    'nombre de la vacante',
    'titulo de la vacante',
    'titulo vacante',
    'titulo del empleo',
    'nombre vacante',
    'nombre cargo',
    'oferta',
    'empleo',
    'title',
    'job title',
    'jobtitle',
    'position',
    'role',
    'vacancy',
    'job',
    'puesto de trabajo',
    'titulo del aviso',
    'cargo solicitado',
    'posicion',
    'denominacion',
    'nombre del puesto',
    'job name',
    'perfil',
  ],
  company: [
    'empresa',
    'compania',
    'razon social',
    'nombre de la empresa',
    'nombre empresa',
    'company',
    'company name',
    'companyname',
    'employer',
    'hiring organization',
    'empleador',
    'organizacion',
    'organization',
    'marca',
    'hiring organization name',
    'employer name',
    'contratante',
  ],
  client: ['cliente', 'nombre cliente', 'client', 'client name', 'cuenta cliente'],
  roleFamily: [
    'familia',
    'familia de cargo',
    'area',
    'categoria',
    'departamento de la empresa',
    'area funcional',
    'category',
    'job family',
    'function',
    'job function',
    'sector laboral',
    'job category',
    'area de trabajo',
    'rubro',
  ],
  seniority: [
    'nivel',
    'seniority',
    'nivel del cargo',
    'nivel jerarquico',
    'jerarquia',
    'level',
    'job level',
    'experience level',
    'nivel de experiencia',
    'seniority level',
    'rango',
  ],
  city: [
    'ciudad',
    'municipio',
    'ubicacion',
    'localidad',
    'lugar',
    'lugar de trabajo',
    'ciudad de trabajo',
    'city',
    'location',
    'job location',
    'sede',
    'place',
    'town',
    'poblacion',
    'ciudad o municipio',
    'locacion',
    'zona',
    'ciudad vacante',
    'job location address address locality',
    'address locality',
    'location city',
    'ciudades',
    'cities',
    'locations',
    'job location address',
  ],
  region: [
    'departamento',
    'provincia',
    'estado',
    'region',
    'state',
    'province',
    'depto',
    'dpto',
    'entidad federativa',
    'job location address address region',
    'address region',
    'location state',
    'location region',
  ],
  country: [
    'pais',
    'country',
    'nacion',
    'country code',
    'codigo pais',
    'job location address address country',
    'address country',
    'location country',
    'job location address address country name',
  ],
  modality: [
    'modalidad',
    'modalidad de trabajo',
    'tipo de trabajo',
    'teletrabajo',
    'remoto',
    'modality',
    'work mode',
    'workplace type',
    'remote',
    'work type',
    'work arrangement',
    'presencialidad',
    'modalidad laboral',
    'job location type',
    'remote type',
  ],
  contractType: [
    'contrato',
    'tipo de contrato',
    'tipo contrato',
    'jornada',
    'tipo de jornada',
    'tipo de empleo',
    'employment type',
    'contract',
    'contract type',
    'job type',
    'jobtype',
    'vinculacion',
    'tipo de vinculacion',
    'employmenttype',
    'dedicacion',
    'clase de contrato',
  ],
  salaryMin: [
    'salario minimo',
    'salario desde',
    'sueldo minimo',
    'sueldo desde',
    'salario min',
    'salary min',
    'min salary',
    'minimum salary',
    'salary from',
    'pay min',
    'remuneracion minima',
    'desde',
    'salariomin',
    'salary_min',
    'rango salarial minimo',
    'base salary value min value',
    'base salary min value',
    'minimo',
    'salary minimum',
  ],
  salaryMax: [
    'salario maximo',
    'salario hasta',
    'sueldo maximo',
    'sueldo hasta',
    'salario max',
    'salary max',
    'max salary',
    'maximum salary',
    'salary to',
    'pay max',
    'remuneracion maxima',
    'hasta',
    'rango salarial maximo',
    'base salary value max value',
    'base salary max value',
    'maximo',
    'salary maximum',
  ],
  salary: [
    'salario',
    'sueldo',
    'salary',
    'pay',
    'remuneracion',
    'compensacion',
    'asignacion salarial',
    'rango salarial',
    'salario ofrecido',
    'compensation',
    'wage',
    'salario mensual',
    'asignacion',
    'ingresos',
    'salary range',
    'honorarios',
    'base salary',
    'base salary value value',
    'base salary value',
    'pago',
  ],
  salaryPeriod: [
    'periodo de pago',
    'periodo salarial',
    'periodicidad',
    'salary period',
    'pay period',
    'frecuencia de pago',
    'salary unit',
    'periodo',
    'pay frequency',
    'unidad salarial',
    'base salary value unit text',
    'base salary unit text',
  ],
  currency: [
    'moneda',
    'currency',
    'divisa',
    'salary currency',
    'moneda del salario',
    'tipo de moneda',
    'base salary currency',
    'base salary value currency',
  ],
  description: [
    'descripcion',
    'descripcion de la vacante',
    'descripcion del cargo',
    'descripcion del puesto',
    'funciones',
    'detalle',
    'description',
    'job description',
    'jobdescription',
    'responsabilidades',
    'responsibilities',
    'resumen',
    'summary',
    'mision del cargo',
    'objetivo del cargo',
    'detalle del aviso',
    'tareas',
    'duties',
  ],
  requirements: [
    'requisitos',
    'requerimientos',
    'perfil requerido',
    'requirements',
    'qualifications',
    'experiencia requerida',
    'formacion',
    'requisitos minimos',
    'educacion',
    'habilidades',
    'skills',
    'conocimientos',
    'experiencia',
  ],
  applyUrl: [
    'url',
    'link',
    'enlace',
    'url de postulacion',
    'link de postulacion',
    'enlace de postulacion',
    'apply url',
    'application url',
    'job url',
    'apply link',
    'postulacion',
    'vinculo',
    'sitio',
    'url oferta',
    'applyurl',
    'pagina',
    'link de la vacante',
    'url vacante',
    'link oferta',
    'apply',
  ],
  opensOn: [
    'fecha de publicacion',
    'fecha publicacion',
    'publicado',
    'fecha de apertura',
    'apertura',
    'fecha inicio',
    'fecha de inicio',
    'abre',
    'open date',
    'opening date',
    'date posted',
    'posted',
    'start date',
    'publication date',
    'published',
    'fecha',
    'date',
    'fecha desde',
    'dateposted',
    'publicacion',
    'posted on',
    'opens on',
    'opens',
  ],
  closesOn: [
    'fecha de cierre',
    'cierre',
    'fecha cierre',
    'vence',
    'vencimiento',
    'fecha de vencimiento',
    'fecha limite',
    'cierra',
    'close date',
    'closing date',
    'end date',
    'expiration date',
    'expires',
    'valid through',
    'fecha fin',
    'fecha de finalizacion',
    'deadline',
    'expiry date',
    'validthrough',
    'fecha hasta',
    'closes on',
    'closes',
    'expirationdate',
  ],
  positions: [
    'plazas',
    'vacantes',
    'numero de vacantes',
    'cantidad de vacantes',
    'numero de plazas',
    'cupos',
    'cantidad',
    'posiciones',
    'positions',
    'openings',
    'number of openings',
    'headcount',
    'no de vacantes',
    'nro de vacantes',
    'vacancies',
    'puestos',
    'total job openings',
    'numero de puestos',
    'hiring slots',
  ],
  applicantsWanted: [
    'postulantes deseados',
    'candidatos deseados',
    'meta de postulantes',
    'aspirantes deseados',
    'applicants wanted',
    'target applicants',
    'meta de candidatos',
    'postulaciones deseadas',
    'hojas de vida requeridas',
    'max applicants',
    'candidatos requeridos',
  ],
  priority: ['prioridad', 'priority', 'urgencia', 'orden', 'urgency'],
  companyAndCity: [
    'empresa calificacion y ciudad',
    'empresa y ciudad',
    'empresa ciudad',
    'empresa ubicacion',
    'empresa y ubicacion',
    'company and location',
    'company location',
    'company and city',
  ],
};

/** Words that turn a title header into something else: `fecha del cargo` is no title. */
const WEAK: Readonly<Record<string, ImportTarget>> = { nombre: 'title', name: 'title', descripcion: 'description', tipo: 'contractType' };
/** Headers that say what we do not keep. */
const IGNORED = new Set([
  'tiempo',
  'antiguedad',
  'calificacion',
  'rating',
  'logo',
  'imagen',
  'image',
  'contacto',
  'contact',
  'telefono',
  'correo',
  'email',
  'e mail',
  'estado de la vacante',
  'status',
  'usuario',
  'creado por',
  'nit',
  'rut',
  'cuit',
  'motivo del rechazo',
  'rejection reason',
]);

const EXACT = new Map<string, ImportTarget>();
for (const [target, spellings] of Object.entries(HEADERS)) {
  // `Object.entries` forgets the key type; HEADERS has exactly the targets as keys.
  for (const spelling of spellings) EXACT.set(key(spelling), target as ImportTarget);
}

function key(header: string): string {
  return fold(header.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

const SMALL_WORDS = new Set(['de', 'del', 'la', 'el', 'los', 'las', 'the', 'of', 'para', 'en', 'a', 'y', 'and', 'o']);

export function guessHeader(header: string): Guess {
  const text = key(header);
  if (text === '' || IGNORED.has(text)) return { target: null, confidence: text === '' ? 0 : 0.9 };
  const exact = EXACT.get(text) ?? EXACT.get(text.replaceAll(' ', ''));
  if (exact !== undefined) return { target: exact, confidence: 1 };
  const weak = WEAK[text];
  if (weak !== undefined) return { target: weak, confidence: 0.7 };
  const words = new Set(text.split(' ').filter((word) => !SMALL_WORDS.has(word)));
  let best: Guess = { target: null, confidence: 0 };
  for (const [spelling, target] of EXACT) {
    const wanted = spelling.split(' ').filter((word) => !SMALL_WORDS.has(word));
    const shared = wanted.filter((word) => words.has(word)).length;
    if (shared === 0 || shared < wanted.length) continue;
    const confidence = 0.5 + 0.4 * (shared / Math.max(words.size, wanted.length));
    if (confidence > best.confidence) best = { target, confidence };
  }
  return best;
}

/** What the cells say, for a header that says nothing. */
export function guessContent(facts: ColumnFacts): Guess {
  if (facts.filled < 3) return { target: null, confidence: 0 };
  const share = (count: number): number => count / facts.filled;
  if (share(facts.urls) > 0.8) return { target: 'applyUrl', confidence: 0.7 };
  if (share(facts.ages) > 0.6) return { target: null, confidence: 0.8 };
  if (share(facts.modalities) > 0.7) return { target: 'modality', confidence: 0.7 };
  if (share(facts.dates) > 0.8) return { target: 'closesOn', confidence: 0.4 };
  if (share(facts.amounts) > 0.8) return { target: 'salary', confidence: 0.6 };
  if (share(facts.places) > 0.6) return { target: 'city', confidence: 0.7 };
  if (share(facts.glued) > 0.6) return { target: 'companyAndCity', confidence: 0.6 };
  if (facts.totalLength / facts.filled > 120) return { target: 'description', confidence: 0.5 };
  if (share(facts.jobTitles) > 0.5) return { target: 'title', confidence: 0.6 };
  return { target: null, confidence: 0 };
}

/** One target a column and one column a target: the surest guess wins, the others fall back to what their cells say or to nothing. */
export function guessColumns(headers: readonly string[], facts: readonly ColumnFacts[]): Guess[] {
  const options: { column: number; guess: Guess }[] = [];
  headers.forEach((header, column) => {
    const named = guessHeader(header);
    const seen = facts[column];
    options.push({ column, guess: seen === undefined ? named : agree(named, seen) });
    if (seen !== undefined && named.confidence < 0.9) {
      const content = guessContent(seen);
      if (content.target !== null) options.push({ column, guess: content });
    }
  });
  options.sort((a, b) => b.guess.confidence - a.guess.confidence);
  const result: Guess[] = headers.map(() => ({ target: null, confidence: 0 }));
  const decided = new Set<number>();
  const taken = new Set<ImportTarget>();
  for (const { column, guess } of options) {
    if (decided.has(column) || (guess.target !== null && taken.has(guess.target))) continue;
    if (guess.target === null && guess.confidence < 0.5) continue;
    decided.add(column);
    if (guess.target !== null) taken.add(guess.target);
    result[column] = guess;
  }
  return result;
}

/** A header that its cells contradict counts for less; a title column full of addresses is no title. */
function agree(guess: Guess, facts: ColumnFacts): Guess {
  if (guess.target === null || facts.filled === 0) return guess;
  const urls = facts.urls / facts.filled;
  if (guess.target === 'applyUrl' && urls < 0.3) return { target: 'applyUrl', confidence: guess.confidence * 0.6 };
  if (guess.target !== 'applyUrl' && urls > 0.8) return { target: 'applyUrl', confidence: 0.6 };
  if ((guess.target === 'company' || guess.target === 'city') && facts.glued / facts.filled > 0.6)
    return { target: 'companyAndCity', confidence: guess.confidence };
  return guess;
}
