export { createTemplates, type Templates, type TemplatesDeps } from './templates.ts';
export { compileTemplate, composeTexts, type AdTexts, type CompiledTemplate } from './compose.ts';
export { PhraseBook } from './phrases.ts';
export { amountText, valuesOf } from './values.ts';
export type { TemplateStore } from './template-store.ts';
