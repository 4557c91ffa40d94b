export { createBackup } from './backup.ts';
export type { BackupDrill, BackupFailure, BackupKeeper, BackupReason, BackupStore } from './backup-store.ts';
export type { Fence, FenceReason } from './fence.ts';
