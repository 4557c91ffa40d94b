/** The parts of a keyboard event that decide. */
export interface Stroke {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** `Mod+Shift+P`, `F2`, `?`, `Space`: Shift is not written for signs that need it anyway. */
export function matches(shortcut: string, stroke: Stroke): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  if (mod !== (stroke.ctrlKey || stroke.metaKey)) return false;
  if (parts.includes('Alt') !== stroke.altKey) return false;
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!isSign && parts.includes('Shift') !== stroke.shiftKey) return false;
  if (key === 'Space') return stroke.code === 'Space';
  // Letters by what they write, digits by where they are: on a Spanish keyboard both hold with Shift down.
  if (/^\d$/.test(key)) return stroke.code === `Digit${key}` || stroke.key === key;
  return stroke.key.toLowerCase() === key.toLowerCase();
}

const OF_TEXT = new Set(['Mod+Z', 'Mod+Y', 'Mod+C', 'Mod+V', 'Mod+X', 'Mod+A', 'Mod+D']);

/** True where typing belongs to a text field: plain keys, and the edit keys that fields have of their own. */
export function belongsToText(shortcut: string): boolean {
  return OF_TEXT.has(shortcut) || !/Mod|Alt|^F\d/.test(shortcut);
}

export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type);
}
