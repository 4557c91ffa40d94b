import type { backup } from '../contract/workspace.ts';
import { err, ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { Handlers } from '../ports/handlers.ts';
import type { Topics } from '../ports/topics.ts';
import type { BackupFailure, BackupKeeper } from './backup-store.ts';

/** Backups as a person asks for them. */
export function createBackup(deps: { readonly keeper: BackupKeeper; readonly topics: Topics }): Handlers<typeof backup> {
  const { keeper, topics } = deps;
  return {
    list: () => ok({ backups: [...keeper.list()] }),
    async create(_input, context) {
      const made = orRefusal(await keeper.create('manual', context), null);
      if (made.ok) topics.moved('backup', 'audit');
      return made;
    },
    drill: (input) => orRefusal(keeper.drill(input.name), input.name),
    async restore(input, context) {
      const restored = orRefusal(await keeper.restore(input.name, context), input.name);
      // Everything on every screen may be otherwise now.
      if (restored.ok) topics.moved('*');
      return restored;
    },
  };
}

function orRefusal<T>(outcome: Result<T, BackupFailure>, name: string | null): Result<T, Refusal> {
  if (outcome.ok) return outcome;
  const code = outcome.error === 'newer_file' || outcome.error === 'read_only' ? `workspace.${outcome.error}` : `backup.${outcome.error}`;
  return err(refuse(code, name === null ? {} : { name }).error);
}
