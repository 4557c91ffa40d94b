export type { Command, CommandGroup, CommandState } from './command.ts';
export { CommandButton } from './command-button.tsx';
export { openOverlay, useAllCommands, useCommand, useCommands, useRegistry, useSendingOff, useWritingOff } from './registry.ts';
