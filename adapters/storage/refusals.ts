import { refuse, type Refusal } from '../../core/kernel/result.ts';
import { isDiskFull } from './database.ts';
import { LockLost } from './lock.ts';
import { WorkspaceReadOnly } from './workspace-session.ts';

/** What `dispatch` answers when storage would not take a write; null for any other error, which is a bug or a broken machine. */
export function storageRefusal(error: unknown): Refusal | null {
  if (error instanceof WorkspaceReadOnly) return refuse('workspace.read_only', { reason: error.reason }).error;
  if (error instanceof LockLost) return refuse('workspace.read_only', { reason: 'other_process' }).error;
  if (isDiskFull(error)) return refuse('workspace.read_only', { reason: 'disk_full' }).error;
  return null;
}
