import type { Flow, FlowFields } from '../contract/flows.ts';

export interface FlowStore {
  list(clientId: string | null): readonly Flow[];
  get(id: string): Flow | null;
  /** Another flow of the client with this name, spelling apart. */
  named(clientId: string, name: string): Flow | null;
  put(id: string, fields: FlowFields, at: string): void;
  setLastRun(id: string, at: string): void;
  remove(id: string): void;
}
