export { createWorkspace, type WorkspaceOptions } from './workspace.ts';
export type { WorkspaceFigures, WorkspaceKeeper, WorkspaceWish } from './workspace-port.ts';
