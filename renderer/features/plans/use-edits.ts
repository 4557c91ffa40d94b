import { useMemo } from 'react';
import type { PlanRow } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useBackend } from '../../rpc/index.ts';
import { groupEdits, type GridController, type GridEdit } from '../../ui/grid/index.ts';
import { useNotify } from '../../ui/index.ts';
import type { PlanPatch } from './columns.tsx';

export interface PlanEdits {
  /** Keeps what was typed, pasted or filled; answers with how many objects changed. */
  readonly keep: (edits: readonly GridEdit<PlanRow, PlanPatch>[]) => Promise<number>;
  /** Pauses the selection when anything in it is active, else resumes it. */
  readonly toggle: (controller: GridController<PlanRow>) => Promise<void>;
}

export function usePlanEdits(): PlanEdits {
  const { call } = useBackend();
  const notify = useNotify();
  const { t, say } = useText();
  return useMemo(() => {
    async function send(groups: readonly { readonly ids: readonly string[]; readonly patch: PlanPatch }[]): Promise<number> {
      let changed = 0;
      try {
        for (const { ids, patch } of groups) {
          const answer = await call('plans.edit', { objectIds: [...ids], fields: patch }); // the columns of a level only make patches of that level's fields; the backend checks it again
          changed += answer.changed;
          const left = answer.skipped.reduce((sum, { count }) => sum + count, 0);
          if (left > 0)
            notify.done(
              t('plansScreen.bulk.skippedToast', {
                changed: answer.changed,
                skipped: left,
                why: answer.skipped.map(({ code }) => say(`errors.${code}.what`, {}, code)).join('; '),
              }),
            );
        }
      } catch (cause) {
        notify.failed(cause);
      }
      return changed;
    }
    return {
      keep: (edits) => send(groupEdits(edits)),
      async toggle(controller) {
        const rows = (await controller.rows()).filter((row) => row.status !== 'archived');
        if (rows.length === 0) return;
        const status = rows.some((row) => row.status === 'active') ? 'paused' : 'active';
        const changed = await send([{ ids: rows.filter((row) => row.status !== status).map(({ id }) => id), patch: { status } }]);
        if (changed > 0)
          notify.done(t(status === 'paused' ? 'plansScreen.paused' : 'plansScreen.resumed', { count: changed }), {
            label: t('plansScreen.undo'),
            run: () => void call('history.undo', {}).catch(notify.failed),
          });
      },
    };
    // `notify` is new at every drawing and only forwards.
  }, [call, t, say]);
}
