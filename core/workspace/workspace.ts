import type { workspace } from '../contract/workspace.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { Handlers } from '../ports/handlers.ts';
import type { Topics } from '../ports/topics.ts';
import type { WorkspaceKeeper } from './workspace-port.ts';

export interface WorkspaceOptions {
  readonly keeper: WorkspaceKeeper;
  readonly topics: Topics;
  /** Fills a new workspace with the sample vacancies; runs once it is open. */
  readonly addSample: () => Promise<void>;
  readonly moveHere: (context: CallContext) => Promise<Result<unknown, Refusal>>;
}

export function createWorkspace(options: WorkspaceOptions): Handlers<typeof workspace> {
  const { keeper, topics } = options;
  return {
    status: async () => ok(await keeper.status()),
    async create(input) {
      const made = await keeper.create(input);
      if (!made.ok) return made;
      if (input.withSample) await options.addSample();
      topics.moved('*');
      return ok({ status: await keeper.status(), recoveryKey: made.value.recoveryKey });
    },
    async unlock(input) {
      const opened = await keeper.unlock(input);
      if (!opened.ok) return opened;
      topics.moved('*');
      return ok(await keeper.status());
    },
    async moveHere(_input, context) {
      const moved = await options.moveHere(context);
      if (!moved.ok) return moved;
      topics.moved('*');
      return ok(await keeper.status());
    },
    async info() {
      const figures = keeper.figures();
      return figures === null ? refuse('workspace.not_open') : ok({ status: await keeper.status(), ...figures });
    },
  };
}
