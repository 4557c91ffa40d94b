import type { Preferences, settings } from '../contract/workspace.ts';
import { ok } from '../kernel/result.ts';
import type { Handlers } from '../ports/handlers.ts';
import type { Topics } from '../ports/topics.ts';

/** Where preferences are kept; readable before any workspace is open. */
export interface PreferenceStore {
  /** Null when nothing was ever chosen, or what is there cannot be understood. */
  read(): Preferences | null;
  write(preferences: Preferences): void;
}

/** Spanish of Colombia first, unless the machine speaks English. */
export function defaultPreferences(machineLanguage: string): Preferences {
  return {
    locale: /^en\b/i.test(machineLanguage) ? 'en' : 'es',
    theme: 'system',
    density: 'normal',
    railCollapsed: false,
    closeToTray: false,
    clientId: null,
  };
}

export function createSettings(deps: {
  readonly store: PreferenceStore;
  readonly topics: Topics;
  readonly machineLanguage: string;
}): Handlers<typeof settings> {
  function current(): Preferences {
    return deps.store.read() ?? defaultPreferences(deps.machineLanguage);
  }
  return {
    get: () => ok(current()),
    set(input) {
      // A member that is there and undefined is no wish to change anything.
      const wishes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
      const preferences: Preferences = { ...current(), ...wishes };
      deps.store.write(preferences);
      deps.topics.moved('settings');
      return ok(preferences);
    },
  };
}
