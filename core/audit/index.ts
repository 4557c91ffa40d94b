export { createAudit, type AuditOptions } from './audit.ts';
export type { AuditMark, AuditPage, AuditRow, AuditStore, AuditVerdict } from './audit-store.ts';
