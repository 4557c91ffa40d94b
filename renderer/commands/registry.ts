import { useEffect, useId, useMemo } from 'react';
import { create } from 'zustand';
import type { MessageKey } from '../i18n/index.ts';
import type { Command, CommandState } from './command.ts';
import { offReason } from './command.ts';

interface Registry {
  /** Owner of a set → its commands; later owners win. */
  readonly sets: ReadonlyMap<string, readonly Command[]>;
  readonly state: CommandState;
  readonly overlay: 'palette' | 'shortcuts' | null;
}

const START: CommandState = {
  screen: null,
  clientId: null,
  isOpen: false,
  isReadOnly: false,
  readOnly: null,
  isSimulated: false,
  canUndo: false,
  canRedo: false,
  pendingChanges: 0,
};

export const useRegistry = create<Registry>(() => ({ sets: new Map(), state: START, overlay: null }));

export function openOverlay(overlay: Registry['overlay']): void {
  useRegistry.setState({ overlay });
}

/** Offers commands while the calling component is on the screen. Pass a memoised array. */
export function useCommands(commands: readonly Command[]): void {
  const owner = useId();
  useEffect(() => {
    useRegistry.setState(({ sets }) => ({ sets: new Map(sets).set(owner, commands) }));
    return () =>
      useRegistry.setState(({ sets }) => {
        const rest = new Map(sets);
        rest.delete(owner);
        return { sets: rest };
      });
  }, [owner, commands]);
}

export function byId(sets: Registry['sets']): ReadonlyMap<string, Command> {
  return new Map([...sets.values()].flat().map((command) => [command.id, command]));
}

/** Every command on offer now. */
export function useAllCommands(): readonly Command[] {
  const sets = useRegistry((registry) => registry.sets);
  return useMemo(() => [...byId(sets).values()], [sets]);
}

/** The key of why nothing may be sent from this workspace now; null when it may. Every button that spends or stops spending asks it. */
export function useSendingOff(): MessageKey | null {
  const reason = useRegistry((registry) => registry.state.readOnly);
  return reason === null ? null : `readOnly.${reason}`;
}

/** The same for what only changes the workspace: behind a fence drafts may still be written. */
export function useWritingOff(): MessageKey | null {
  const reason = useRegistry((registry) => registry.state.readOnly);
  return reason === null || reason === 'fenced' ? null : `readOnly.${reason}`;
}

/** A command by id with what a button needs; null while no one offers it. */
export function useCommand(
  id: string,
): { readonly command: Command; readonly off: ReturnType<typeof offReason>; readonly run: () => void } | null {
  const command = useRegistry((registry) => byId(registry.sets).get(id));
  const state = useRegistry((registry) => registry.state);
  if (command === undefined) return null;
  const off = offReason(command, state);
  return { command, off, run: () => (off === null ? command.run(state) : undefined) };
}
