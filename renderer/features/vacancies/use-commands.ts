import { Archive, CopyCheck, FileUp, FolderSync, Plus, RotateCcw } from 'lucide-react';
import { useMemo, useRef } from 'react';
import type { Vacancy } from '../../../core/contract/index.ts';
import { useCommands, type Command, type CommandState } from '../../commands/index.ts';
import { useText, type MessageKey } from '../../i18n/index.ts';
import { useBackend } from '../../rpc/index.ts';
import type { GridController } from '../../ui/grid/index.ts';
import { useNotify } from '../../ui/index.ts';

interface Parts {
  readonly controller: GridController<Vacancy>;
  readonly active: Vacancy | null;
  readonly openImport: () => void;
  readonly create: () => void;
  readonly beside: (what: 'duplicates' | 'sources') => void;
}

/** Actions of the list: import, create, close and reopen what is selected. */
export function useVacancyCommands(parts: Parts): void {
  const { t } = useText();
  const { call } = useBackend();
  const notify = useNotify();
  const latest = useRef(parts);
  latest.current = parts;
  const { count } = parts.controller;
  const ads = parts.controller.loaded().reduce((sum, row) => sum + row.ads, 0);
  const say = useRef({ t, notify });
  say.current = { t, notify };

  useCommands(
    useMemo<readonly Command[]>(() => {
      const writable = (state: CommandState): true | MessageKey => (state.isReadOnly ? 'vacanciesScreen.readOnly' : true);
      const withRows = (state: CommandState): true | MessageKey => (count === 0 ? 'vacanciesScreen.selectFirst' : writable(state));
      const apply = async (method: 'vacancies.close' | 'vacancies.reopen', done: MessageKey): Promise<void> => {
        try {
          const rows = await latest.current.controller.rows();
          const { changed } = await call(method, { vacancyIds: rows.map(({ id }) => id) });
          say.current.notify.done(say.current.t(done, { count: changed }), {
            label: say.current.t('vacanciesScreen.undo'),
            run: () => void call('history.undo', {}).catch((cause: unknown) => say.current.notify.failed(cause)),
          });
        } catch (cause) {
          say.current.notify.failed(cause);
        }
      };
      return [
        {
          id: 'vacancies.import',
          label: 'vacanciesScreen.import',
          group: 'data',
          shortcut: 'Mod+I',
          icon: FileUp,
          isEnabled: writable,
          run: () => latest.current.openImport(),
        },
        {
          id: 'vacancies.create',
          label: 'vacanciesScreen.create',
          group: 'edit',
          shortcut: 'Mod+Alt+N',
          icon: Plus,
          isEnabled: writable,
          run: () => latest.current.create(),
        },
        {
          id: 'vacancies.duplicates',
          label: 'vacanciesScreen.duplicates',
          group: 'data',
          shortcut: 'Mod+Alt+R',
          icon: CopyCheck,
          isEnabled: () => true,
          run: () => latest.current.beside('duplicates'),
        },
        {
          id: 'vacancies.sources',
          label: 'vacanciesScreen.sources',
          group: 'data',
          shortcut: 'Mod+Alt+F',
          icon: FolderSync,
          isEnabled: () => true,
          run: () => latest.current.beside('sources'),
        },
        {
          id: 'vacancies.close',
          label: ads > 0 ? 'vacanciesScreen.closeWithAds' : 'vacanciesScreen.close',
          labelValues: { count, ads },
          group: 'edit',
          icon: Archive,
          isEnabled: withRows,
          run: () => void apply('vacancies.close', 'vacanciesScreen.closed'),
        },
        {
          id: 'vacancies.reopen',
          label: 'vacanciesScreen.reopen',
          labelValues: { count },
          group: 'edit',
          icon: RotateCcw,
          isEnabled: withRows,
          run: () => void apply('vacancies.reopen', 'vacanciesScreen.reopened'),
        },
      ];
    }, [call, count, ads]),
  );
}
