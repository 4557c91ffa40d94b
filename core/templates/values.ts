import { decimalText, type Money } from '../kernel/index.ts';
import type { VacancyForAds } from '../plans/index.ts';
import type { PhraseBook } from './phrases.ts';
import type { Values } from './render.ts';

/** What the variables stand for, for one vacancy; empty text where the vacancy does not say. */
export function valuesOf(vacancy: VacancyForAds, clientName: string, phrases: PhraseBook): Values {
  return {
    title: sentenceCase(clean(vacancy.title)),
    company: clean(vacancy.company ?? ''),
    city: vacancy.place?.code == null ? '' : clean(vacancy.place.name),
    region: clean(vacancy.place?.region ?? ''),
    modality: vacancy.modality === null ? '' : phrases.modality[vacancy.modality],
    contract: clean(vacancy.contractType ?? ''),
    salary: salaryText(vacancy, phrases),
    description: clean(vacancy.description),
    requirements: clean(vacancy.requirements ?? ''),
    closesOn: vacancy.closesOn === null ? '' : spanishDay(vacancy.closesOn, phrases),
    positions: vacancy.positions === null || vacancy.positions < 1 ? '' : String(vacancy.positions),
    roleFamily: phrases.families[vacancy.roleFamily]?.label ?? '',
    client: clean(clientName),
  };
}

function clean(text: string): string {
  // Braces in a client's text must not be read as a template later on.
  return text
    .replace(/[{}\uFFFC]/g, ' ')
    .replace(/[^\S\n]+/gu, ' ')
    .trim();
}

/** Networks refuse shouting; a title in capitals becomes a sentence, short acronyms stay. */
function sentenceCase(title: string): string {
  const letters = title.replace(/[^\p{L}]/gu, '');
  const capitals = letters.replace(/[^\p{Lu}]/gu, '');
  if (letters.length < 8 || capitals.length / letters.length < 0.6) return title;
  const lower = title.toLocaleLowerCase('es');
  return lower.charAt(0).toLocaleUpperCase('es') + lower.slice(1);
}

function salaryText(vacancy: VacancyForAds, phrases: PhraseBook): string {
  const { salaryMin, salaryMax } = vacancy;
  const period = vacancy.salaryPeriod === null ? '' : ` ${phrases.period[vacancy.salaryPeriod]}`;
  if (salaryMin !== null && salaryMax !== null && salaryMin.amountMicros !== salaryMax.amountMicros)
    return `${amountText(salaryMin)} a ${amountText(salaryMax)}${period}`;
  const one = salaryMin ?? salaryMax;
  return one === null ? '' : `${amountText(one)}${period}`;
}

const SYMBOLS: Readonly<Record<string, string>> = { COP: '$', MXN: '$', CLP: '$', ARS: '$', PEN: 'S/', USD: 'US$', EUR: '€' };

/** As Spanish ads in Latin America write it: `$1.300.000`. Ad text, so it does not follow the language of the screens. */
export function amountText(amount: Money): string {
  const [whole = '0', fraction] = decimalText(amount.amountMicros, 0).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.');
  const cents = fraction === undefined ? '' : `,${fraction.padEnd(2, '0').slice(0, 2)}`;
  return `${SYMBOLS[amount.currency] ?? `${amount.currency} `}${grouped}${cents}`;
}

function spanishDay(day: string, phrases: PhraseBook): string {
  const [, month = '1', date = '1'] = day.split('-');
  return `${Number(date)} de ${phrases.months[Number(month) - 1] ?? ''}`;
}
