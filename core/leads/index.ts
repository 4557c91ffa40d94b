export { createLeads, type LeadDependencies, type Leads } from './leads.ts';
export type { LeadLane } from './retrieve.ts';
export type { LeadRecord, LeadStore, ListedLead, SourceRecord } from './lead-store.ts';
