import type { Template, TemplateFields } from '../contract/flows.ts';

export interface TemplateStore {
  list(): readonly Template[];
  get(id: string): Template | null;
  put(id: string, fields: TemplateFields, updatedAt: string): void;
  remove(id: string): void;
  /** Names of flows that use it. */
  usedBy(id: string): readonly string[];
}
