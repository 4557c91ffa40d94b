import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate, composeTexts, valuesOf } from '../../../core/templates/index.ts';
import { fit } from '../../../core/templates/fit.ts';
import { VARIABLES } from '../../../core/templates/parse.ts';
import { board, no, phrases, planningBench, search, someone, vacancy, yes } from '../../support/planning.ts';

const bare = { name: 'T', headlines: ['{{title}}'], descriptions: ['{{title}}'], primaryText: '', callToAction: 'apply_now' as const };
const compose = (fields: Partial<typeof bare>, item = vacancy(1), capabilities = search) =>
  composeTexts(compileTemplate({ ...bare, ...fields }), valuesOf(item, 'Andina', phrases), item.roleFamily, capabilities, phrases);

describe('a template', () => {
  it('fills variables, fallbacks and both kinds of section', () => {
    const text = '{{company|una empresa}} busca {{title}}{{#salary}}, {{salary}}{{/salary}}{{^salary}}, salario por convenir{{/salary}}.';
    expect(compose({ primaryText: text }, vacancy(1), board).primaryText).toBe(
      'Comercial Andina busca Asesor comercial, $1.800.000 al mes.',
    );
    const poor = compose({ primaryText: text }, vacancy(1, { company: null, salaryMin: null }), board);
    expect(poor.primaryText).toBe('Una empresa busca Asesor comercial, salario por convenir.');
    expect(poor.notes).toContain('templates.note.fallback_company');
  });

  it('leaves out the sentence that would have a hole in it', () => {
    expect(
      compose({ primaryText: 'Buscamos {{title}}. Trabaje en {{company}} hoy. Postúlese.' }, vacancy(1, { company: null }), board)
        .primaryText,
    ).toBe('Buscamos Asesor comercial. Postúlese.');
  });

  it('never cuts the salary or the city: other words go first', () => {
    const item = vacancy(1, { title: 'Asesor comercial de puntos de venta y exhibiciones' });
    const { headlines, notes } = compose({ headlines: ['{{title}} en {{city}}'] }, item);
    expect(headlines[0]).toBe('Asesor comercial en Bogotá');
    expect(notes).toContain('templates.note.cut_headline');
  });

  it('cuts no kept piece, whatever the words around it', () => {
    const piece = fc.record({ text: fc.stringMatching(/^[a-zé ]{1,30}$/), kept: fc.boolean() });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.integer({ min: 5, max: 60 }), (pieces, limit) => {
        const text = fit(pieces, limit);
        if (text === null) return;
        expect(text.length).toBeLessThanOrEqual(limit);
        const folded = text.toLowerCase().replace(/\s+/g, ' ');
        for (const kept of pieces.filter((item) => item.kept))
          expect(folded).toContain(kept.text.toLowerCase().replace(/\s+/g, ' ').trim());
      }),
    );
  });

  it('reaches the least number of texts that a network asks for, distinct and within its lengths', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 120 }),
        fc.array(fc.constantFrom(...VARIABLES), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('sales', 'other', 'health' as const),
        (title, names, roleFamily) => {
          const source = names.map((name) => `{{${name}}}`).join(' ');
          const item = vacancy(1, {
            title: title.trim() === '' ? 'Cargo' : title,
            company: null,
            place: null,
            salaryMin: null,
            roleFamily: roleFamily as 'sales',
          });
          const { headlines, descriptions } = compose({ headlines: [source], descriptions: [source] }, item);
          expect(headlines.length).toBeGreaterThanOrEqual(3);
          expect(descriptions.length).toBeGreaterThanOrEqual(2);
          expect(new Set(headlines.map((text) => text.toLowerCase())).size).toBe(headlines.length);
          for (const text of headlines) expect(text.length).toBeLessThanOrEqual(30);
          for (const text of [...headlines, ...descriptions]) expect(text).not.toMatch(/\{\{|\}\}|\uFFFC/);
        },
      ),
    );
  });

  it('prints no gap and no raw variable with the default texts, whatever a vacancy leaves out', () => {
    const template = compileTemplate(phrases.defaultTemplate);
    fc.assert(
      fc.property(fc.subarray(['company', 'place', 'modality', 'contractType', 'salaryMin', 'closesOn'] as const), (missing) => {
        const item = vacancy(1, { closesOn: '2026-12-24', ...Object.fromEntries(missing.map((field) => [field, null])) });
        for (const capabilities of [board, search]) {
          const texts = composeTexts(template, valuesOf(item, 'Andina', phrases), item.roleFamily, capabilities, phrases);
          for (const text of [...texts.headlines, ...texts.descriptions, texts.primaryText])
            expect(text).not.toMatch(/\{|\}|\uFFFC| {2}| [.,]|^[a-z]/);
        }
      }),
    );
  });

  it('is refused with an unknown variable or an open section, and is not saved', () => {
    const { planning } = planningBench({ vacancies: [] });
    expect(no(planning.handlers.templates.save({ templateId: null, fields: { ...bare, headlines: ['{{cargo}}'] } }, someone))).toBe(
      'templates.unknown_variable',
    );
    expect(no(planning.handlers.templates.save({ templateId: null, fields: { ...bare, primaryText: '{{#salary}}hola' } }, someone))).toBe(
      'templates.unclosed_section',
    );
    expect(yes(planning.handlers.templates.list({}, someone)).templates).toEqual([]);
    expect(planning.ensureDefaultTemplate(someone).id).toBe(planning.ensureDefaultTemplate(someone).id);
  });
});
