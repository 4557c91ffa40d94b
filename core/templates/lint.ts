import type { TemplateFields } from '../contract/flows.ts';
import { refuse, type Refusal, type Result, ok } from '../kernel/index.ts';
import { parseTemplate } from './parse.ts';

/** Says what is wrong with the first text that is wrong. */
export function lintTemplate(fields: TemplateFields): Result<TemplateFields, Refusal> {
  const parts = [
    ...fields.headlines.map((text, index) => ({ part: 'headline', index, text })),
    ...fields.descriptions.map((text, index) => ({ part: 'description', index, text })),
    { part: 'primaryText', index: 0, text: fields.primaryText },
  ];
  for (const { part, index, text } of parts) {
    const problem = parseTemplate(text).problems[0];
    if (problem !== undefined)
      return refuse(`templates.${problem.kind}`, { name: problem.name, part, number: index + 1, position: problem.position + 1 });
  }
  return ok(fields);
}
