import { CirclePause, ListChecks, Sparkles, Workflow } from 'lucide-react';
import { useMemo, useRef } from 'react';
import type { PlanRow } from '../../../core/contract/index.ts';
import { useCommands, type Command, type CommandState } from '../../commands/index.ts';
import type { MessageKey } from '../../i18n/index.ts';
import type { GridController } from '../../ui/grid/index.ts';
import type { PlanEdits } from './use-edits.ts';

interface Parts {
  readonly controller: GridController<PlanRow>;
  readonly edits: PlanEdits;
  readonly openBulk: () => void;
  readonly openFlows: (flow: string) => void;
}

export function usePlanCommands(parts: Parts): void {
  const latest = useRef(parts);
  latest.current = parts;
  const { count } = parts.controller;
  useCommands(
    useMemo<readonly Command[]>(() => {
      const writable = (state: CommandState): true | MessageKey => (state.isReadOnly ? 'plansScreen.readOnly' : true);
      const withRows = (state: CommandState): true | MessageKey => (count === 0 ? 'plansScreen.selectFirst' : writable(state));
      return [
        {
          id: 'plans.bulkEdit',
          label: 'plansScreen.bulk',
          labelValues: { count },
          group: 'edit',
          shortcut: 'Mod+E',
          icon: ListChecks,
          isEnabled: withRows,
          run: () => latest.current.openBulk(),
        },
        {
          id: 'plans.toggle',
          label: 'plansScreen.toggle',
          group: 'edit',
          icon: CirclePause,
          isEnabled: withRows,
          run: () => void latest.current.edits.toggle(latest.current.controller),
        },
        { id: 'plans.flows', label: 'plansScreen.flows', group: 'data', icon: Workflow, run: () => latest.current.openFlows('list') },
        {
          id: 'plans.newFlow',
          label: 'plansScreen.newFlow',
          group: 'data',
          icon: Sparkles,
          isEnabled: writable,
          run: () => latest.current.openFlows('new'),
        },
      ];
    }, [count]),
  );
}
