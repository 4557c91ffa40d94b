import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import type { Preferences } from '../../../core/contract/index.ts';
import { LanguageProvider } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';

const FIRST: Preferences = { locale: 'es', theme: 'system', density: 'normal', railCollapsed: false, closeToTray: true, clientId: null };

interface PreferencesHandle {
  readonly preferences: Preferences;
  readonly set: (changes: Partial<Preferences>) => void;
}
const PreferencesContext = createContext<PreferencesHandle>({ preferences: FIRST, set: () => undefined });

export function usePreferences(): PreferencesHandle {
  return useContext(PreferencesContext);
}

/** Language, theme and density of the whole page, before anything is drawn. */
export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const { data, isPending } = useRead('settings.get', {});
  const { mutate } = useWrite('settings.set');
  const client = useQueryClient();
  const preferences = data ?? FIRST;
  const system = useMedia('(prefers-color-scheme: dark)') ? 'dark' : 'light';
  const strong = useMedia('(prefers-contrast: more)');
  const theme = preferences.theme === 'system' ? (strong ? 'contrast' : system) : preferences.theme;
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.dataset['density'] = preferences.density;
  }, [theme, preferences.density]);
  const handle = useMemo<PreferencesHandle>(
    () => ({
      preferences,
      set(changes) {
        // Seen at once; the backend's answer replaces it.
        client.setQueryData<Preferences>(['settings.get', {}], (before) => ({ ...(before ?? FIRST), ...changes }));
        mutate(changes, { onSettled: () => void client.invalidateQueries({ queryKey: ['settings.get'] }) });
      },
    }),
    [preferences, client, mutate],
  );
  if (isPending) return null;
  return (
    <PreferencesContext value={handle}>
      <LanguageProvider language={preferences.locale}>{children}</LanguageProvider>
    </PreferencesContext>
  );
}

export function useMedia(query: string): boolean {
  const list = useMemo(() => window.matchMedia(query), [query]);
  return useSyncExternalStore(
    (changed) => {
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => list.matches,
  );
}
