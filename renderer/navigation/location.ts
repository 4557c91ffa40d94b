import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import type { ScreenId } from './screens.ts';

type Search = Readonly<Record<string, unknown>>;

/** Goes to a screen with what it should show; the chosen client comes along. */
export function useGo(): (screen: ScreenId, search?: Search) => void {
  const navigate = useNavigate();
  return useCallback(
    (screen, search = {}) => {
      void navigate({ to: `/${screen}`, search: (before: Search) => ({ client: before['client'], ...search }) } as never); // routes come from a list, so their paths are not in the type
    },
    [navigate],
  );
}

export function useScreenId(): string {
  const path = useLocation({ select: (location) => location.pathname });
  return path.split('/')[1] ?? '';
}

/**
 * View state that belongs in the address: filters, sort, the open row. Values that do not parse fall back to the
 * schema's defaults, so an old or hand-written address never breaks a screen: give every field a `.default()` or `.nullable()`.
 */
export function useUrlState<S extends z.ZodObject>(schema: S): readonly [z.output<S>, (changes: Partial<z.output<S>>) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const state = useMemo(() => parseEach(schema, search), [schema, search]);
  const set = useCallback(
    (changes: Partial<z.output<S>>) => {
      void navigate({ to: '.', replace: true, search: (before: Search) => ({ ...before, ...changes }) } as never); // search is free-form here; the schema gives it back its type
    },
    [navigate],
  );
  return [state, set];
}

/** Field by field, so that one bad value does not lose the others. */
function parseEach<S extends z.ZodObject>(schema: S, search: Search): z.output<S> {
  const kept = Object.entries(schema.shape).flatMap(([key, field]) => {
    const value = search[key];
    return value !== undefined && z.safeParse(field, value).success ? [[key, value] as const] : [];
  });
  return schema.parse(Object.fromEntries(kept));
}

const ClientSearch = z.object({ client: z.string().nullable().default(null) });

/** The client that the whole program looks at; null is all of them. */
export function useClient(): { readonly clientId: string | null; readonly choose: (clientId: string | null) => void } {
  const [{ client }, set] = useUrlState(ClientSearch);
  return { clientId: client, choose: (clientId) => set({ client: clientId }) };
}
