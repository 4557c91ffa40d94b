const files = import.meta.glob<Record<string, string>>('../../resources/locales/en/*.json', { eager: true, import: 'default' });
export const messages: Record<string, string> = Object.assign({}, ...Object.values(files));
