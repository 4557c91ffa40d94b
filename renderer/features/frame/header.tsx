import { CircleHelp, Redo2, Search, Settings2, Undo2 } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import type { WorkspaceStatus } from '../../../core/contract/index.ts';
import { openOverlay } from '../../commands/index.ts';
import { useText, type Text } from '../../i18n/index.ts';
import { useGo, useScreenId } from '../../navigation/index.ts';
import { useRead, useWrite, type OutputOf } from '../../rpc/index.ts';
import { IconButton, Kbd, Menu, useNotify } from '../../ui/index.ts';
import { ClientSwitcher } from './client-switcher.tsx';
import { usePreferences } from './preferences.tsx';

export function Header({ status }: { readonly status: WorkspaceStatus }) {
  const text = useText();
  const { t } = text;
  const screen = useScreenId();
  return (
    <header className="header">
      <nav aria-label={t('frame.breadcrumb')} className="breadcrumb">
        <ClientSwitcher />
        <span className="breadcrumb-mark" aria-hidden>
          /
        </span>
        <span className="truncate" aria-current="page">
          {text.say(`frame.screen.${screen}`, {}, '')}
        </span>
      </nav>
      <AriaButton className="search-button" onPress={() => openOverlay('palette')}>
        <Search size={15} aria-hidden />
        <span className="grow truncate">{t('frame.palette.placeholder')}</span>
        <Kbd keys="Mod+K" />
      </AriaButton>
      <div className="header-tools">
        <UndoButtons />
        <span className="header-line" aria-hidden />
        <IconButton
          label={t('frame.shortcuts.title')}
          shortcut="?"
          icon={<CircleHelp size={17} strokeWidth={1.75} aria-hidden />}
          onPress={() => openOverlay('shortcuts')}
        />
        <ViewMenu status={status} />
      </div>
    </header>
  );
}

/** What undo would undo, in words. */
function undoLabel(text: Text, entry: OutputOf<'history.state'>['undo'], key: 'frame.undo' | 'frame.redo'): string {
  if (entry === null) return text.t(key === 'frame.undo' ? 'frame.undo.nothing' : 'frame.redo.nothing');
  return text.t(key, { what: text.say(entry.labelKey, entry.labelValues) });
}

function UndoButtons() {
  const text = useText();
  const notify = useNotify();
  const { data } = useRead('history.state', {});
  const undo = useWrite('history.undo');
  const redo = useWrite('history.redo');
  const failed = { onError: notify.failed };
  const undoable = data?.undo ?? null;
  const redoable = data?.redo ?? null;
  return (
    <>
      <IconButton
        needs="writing"
        label={undoLabel(text, undoable, 'frame.undo')}
        shortcut="Mod+Z"
        isDisabled={undoable === null}
        icon={<Undo2 size={17} strokeWidth={1.75} aria-hidden />}
        onPress={() => undo.mutate({}, failed)}
      />
      <IconButton
        needs="writing"
        label={undoLabel(text, redoable, 'frame.redo')}
        shortcut="Mod+Y"
        isDisabled={redoable === null}
        icon={<Redo2 size={17} strokeWidth={1.75} aria-hidden />}
        onPress={() => redo.mutate({}, failed)}
      />
    </>
  );
}

const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
const DENSITIES = ['compact', 'normal', 'comfortable'] as const;

function ViewMenu({ status }: { readonly status: WorkspaceStatus }) {
  const { t } = useText();
  const go = useGo();
  const { preferences, set } = usePreferences();
  const name = status.actor?.name ?? '';
  return (
    <Menu
      label={t('frame.profile')}
      groups={[
        {
          id: 'theme',
          title: t('settings.theme'),
          entries: THEMES.map((theme) => ({
            id: theme,
            label: t(`settings.theme.${theme}`),
            isSelected: preferences.theme === theme,
            onAction: () => set({ theme }),
          })),
        },
        {
          id: 'density',
          title: t('settings.density'),
          entries: DENSITIES.map((density) => ({
            id: density,
            label: t(`settings.density.${density}`),
            isSelected: preferences.density === density,
            onAction: () => set({ density }),
          })),
        },
        {
          id: 'language',
          title: t('settings.language'),
          entries: [
            { id: 'es', label: 'Español', isSelected: preferences.locale === 'es', onAction: () => set({ locale: 'es' }) },
            { id: 'en', label: 'English', isSelected: preferences.locale === 'en', onAction: () => set({ locale: 'en' }) },
          ],
        },
        {
          id: 'more',
          entries: [
            {
              id: 'settings',
              label: t('frame.screen.settings'),
              icon: <Settings2 size={15} aria-hidden />,
              onAction: () => go('settings'),
            },
          ],
        },
      ]}
    >
      <AriaButton className="profile-button" aria-label={t('frame.profile.of', { name })}>
        {name.trim().charAt(0).toLocaleUpperCase() || '·'}
      </AriaButton>
    </Menu>
  );
}
