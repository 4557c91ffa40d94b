import { expect, test } from 'vitest';
import { emptyFacts, type ColumnFacts } from '../../../core/vacancies/column-facts.ts';
import { guessColumns, guessHeader } from '../../../core/vacancies/header-guess.ts';

/** Forty headers as agencies and boards write them, chosen before the dictionary was tried on them. */
const HEADERS: readonly (readonly [string, string | null])[] = [
  ['Cargo a contratar', 'title'],
  ['NOMBRE DEL CARGO', 'title'],
  ['Job Title', 'title'],
  ['Vacante', 'title'],
  ['Puesto ofrecido', 'title'],
  ['Id. Vacante', 'externalId'],
  ['Código de la vacante', 'externalId'],
  ['Requisition ID', 'externalId'],
  ['job_reference', 'externalId'],
  ['Empresa contratante', 'company'],
  ['Company Name', 'company'],
  ['Razón Social', 'company'],
  ['Ciudad de trabajo', 'city'],
  ['Municipio', 'city'],
  ['Location', 'city'],
  ['Departamento', 'region'],
  ['Provincia/Estado', 'region'],
  ['País', 'country'],
  ['Modalidad de trabajo', 'modality'],
  ['Workplace Type', 'modality'],
  ['Tipo de contrato', 'contractType'],
  ['employment_type', 'contractType'],
  ['Salario', 'salary'],
  ['Rango salarial ofrecido', 'salary'],
  ['Salario mínimo', 'salaryMin'],
  ['Max Salary', 'salaryMax'],
  ['Sueldo hasta', 'salaryMax'],
  ['Moneda', 'currency'],
  ['Descripción general', 'description'],
  ['Job Description', 'description'],
  ['Funciones del cargo', 'description'],
  ['Requisitos mínimos', 'requirements'],
  ['URL de postulación', 'applyUrl'],
  ['Link', 'applyUrl'],
  ['Fecha de publicación', 'opensOn'],
  ['Fecha límite de postulación', 'closesOn'],
  ['Closing Date', 'closesOn'],
  ['# de vacantes', 'positions'],
  ['Prioridad', 'priority'],
  ['Teléfono de contacto', null],
];

test('guesses at least nine of ten headers right, Spanish and English', () => {
  const wrong = HEADERS.filter(([header, target]) => guessHeader(header).target !== target).map(
    ([header]) => `${header} → ${guessHeader(header).target ?? 'nothing'}`,
  );
  expect(HEADERS).toHaveLength(40);
  // A failure shows which ones.
  expect(wrong.slice(4)).toEqual([]);
});

test('is surer of a whole header than of a part of one', () => {
  expect(guessHeader('Cargo').confidence).toBeGreaterThan(guessHeader('Cargo a contratar').confidence);
  expect(guessHeader('xyz')).toEqual({ target: null, confidence: 0 });
});

test('takes large numbers for pay only where no header calls them an id or a count', () => {
  const amounts: ColumnFacts = { ...emptyFacts(), filled: 20, amounts: 20, totalLength: 120 };
  const guessed = (header: string): string | null => guessColumns([header], [amounts])[0]?.target ?? null;
  expect(guessed('valor')).toBe('salary');
  for (const header of ['fb_campaign_id', 'Impresiones', 'impressões', 'Código interno', 'Clicks'])
    expect(guessed(header), header).not.toBe('salary');
});
