import type { LucideIcon } from 'lucide-react';
import type { MessageKey, MessageValues } from '../i18n/index.ts';

export type CommandGroup = 'go' | 'edit' | 'data' | 'publish' | 'view' | 'help';

/** What commands may ask about the moment. */
export interface CommandState {
  readonly screen: string | null;
  readonly clientId: string | null;
  readonly isOpen: boolean;
  readonly isReadOnly: boolean;
  /** Why nothing may be written or sent: `readOnly.<this>` says it. */
  readonly readOnly: 'other_process' | 'newer_file' | 'other_machine' | 'fenced' | 'disk_full' | null;
  readonly isSimulated: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly pendingChanges: number;
}

/** One action of the program. Menus, toolbars, the palette, the shortcut sheet and the keyboard all read this object. */
export interface Command {
  /** `changes.publish`: the screen or area, then the verb. The one registered last wins, so a screen may refine a general one. */
  readonly id: string;
  readonly label: MessageKey;
  readonly labelValues?: MessageValues;
  readonly group: CommandGroup;
  /** `Mod+Shift+P`; Mod is Ctrl, or Cmd on a Mac. */
  readonly shortcut?: string;
  readonly icon?: LucideIcon;
  /** True, or the key of the sentence that says why not. */
  readonly isEnabled?: (state: CommandState) => true | MessageKey;
  readonly run: (state: CommandState) => void;
}

export function offReason(command: Command, state: CommandState): MessageKey | null {
  const answer = command.isEnabled?.(state) ?? true;
  return answer === true ? null : answer;
}
