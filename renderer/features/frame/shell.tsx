import { Outlet } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { WorkspaceStatus } from '../../../core/contract/index.ts';
import { CommandButton, useSendingOff, useWritingOff } from '../../commands/index.ts';
import { useKeyboard } from '../../commands/keyboard.ts';
import { Palette } from '../../commands/palette.tsx';
import { ShortcutSheet } from '../../commands/shortcut-sheet.tsx';
import { useText } from '../../i18n/index.ts';
import { screens } from '../../navigation/index.ts';
import { Banner, OffReasons } from '../../ui/index.ts';
import { ChangeBar } from './change-bar.tsx';
import { Header } from './header.tsx';
import { useMedia, usePreferences } from './preferences.tsx';
import { Rail } from './rail.tsx';
import { useShellLink } from './shell-link.ts';
import { useGeneralCommands } from './general-commands.ts';
import './frame.css';

const NARROW = '(max-width: 1100px)';

/** Why writing and sending are off, as every button that needs one of them says it. */
function useOffReasons(): { readonly writing: string | null; readonly sending: string | null } {
  const { t } = useText();
  const [writing, sending] = [useWritingOff(), useSendingOff()];
  return useMemo(
    () => ({ writing: writing === null ? null : t(writing), sending: sending === null ? null : t(sending) }),
    [writing, sending, t],
  );
}

/** Rail, header, screen and change bar around every screen of an open workspace. */
export function Shell({ status }: { readonly status: WorkspaceStatus }) {
  const { t } = useText();
  const { preferences, set } = usePreferences();
  const narrow = useMedia(NARROW);
  // On a narrow window the rail starts folded whatever the preference; a click opens it for now.
  const [opened, setOpened] = useState(false);
  const collapsed = narrow ? !opened : preferences.railCollapsed;
  const { railCollapsed } = preferences;
  const toggleRail = useCallback(
    (): void => (narrow ? setOpened((open) => !open) : set({ railCollapsed: !railCollapsed })),
    [narrow, set, railCollapsed],
  );
  useGeneralCommands(status, toggleRail);
  useKeyboard();
  useShellLink();
  useEffect(preloadWhenIdle, []);
  const reasons = useOffReasons();
  return (
    <OffReasons value={reasons}>
      <div className="shell" data-rail={collapsed ? 'collapsed' : 'open'}>
        <a className="skip-link" href="#main" onClick={focusMain}>
          {t('frame.skip')}
        </a>
        <section className="shell-banners" aria-label={t('frame.banners')}>
          {status.kind === 'simulated' && <Banner tone="simulated">{t('frame.simulated')}</Banner>}
          {status.readOnly !== null && (
            <Banner tone="warn" action={status.readOnly === 'fenced' ? <CommandButton id="general.sync" variant="plain" /> : undefined}>
              {t(`readOnly.${status.readOnly}`)}
            </Banner>
          )}
        </section>
        <Rail collapsed={collapsed} onToggle={toggleRail} version={status.programVersion} />
        <Header status={status} />
        <main id="main" tabIndex={-1} className="shell-main">
          <Outlet />
        </main>
        <ChangeBar />
        <Palette />
        <ShortcutSheet />
      </div>
    </OffReasons>
  );
}

/** The hash holds the address of the screen, so the link moves the focus instead of the hash. */
function focusMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function preloadWhenIdle(): () => void {
  const handle = requestIdleCallback(() => screens.forEach(({ preload }) => void preload()));
  return () => cancelIdleCallback(handle);
}
