export { createAudiences, type Audiences, type AudienceDependencies } from './audiences.ts';
export { sizeGuard } from './size-guard.ts';
export type { ListNetwork } from './sync-list.ts';
export type { AudienceRecord, AudienceStore, Census, ListRecord, Member, SentMember } from './audience-store.ts';
