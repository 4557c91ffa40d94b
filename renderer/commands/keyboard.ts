import { useEffect } from 'react';
import { offReason } from './command.ts';
import { byId, useRegistry } from './registry.ts';
import { belongsToText, isEditable, matches } from './shortcut.ts';

/** One listener for the whole program; what a widget already handled (`defaultPrevented`) is left alone. */
export function useKeyboard(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      const { sets, state, overlay } = useRegistry.getState();
      const typing = isEditable(event.target);
      const command = [...byId(sets).values()]
        .toReversed()
        .find(({ shortcut }) => shortcut !== undefined && matches(shortcut, event) && !(typing && belongsToText(shortcut)));
      if (command === undefined) return;
      if (overlay !== null && command.group !== 'help') return;
      // Space on a button is the button's own.
      if (command.shortcut === 'Space' && event.target instanceof HTMLElement && event.target.closest('button, a, [role=button]') !== null)
        return;
      event.preventDefault();
      if (offReason(command, state) === null) command.run(state);
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
