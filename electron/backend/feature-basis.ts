import type { AuditMark } from '../../core/audit/index.ts';
import type { Json } from '../../core/kernel/result.ts';
import type { CallContext } from '../../core/ports/index.ts';
import type { OpenWorkspace } from '../../adapters/storage/index.ts';
import { createStores } from '../../adapters/storage/stores.ts';
import type { SimulatorHub } from './simulator-hub.ts';
import type { EventHub } from './topics.ts';

export interface FeatureOptions {
  readonly open: OpenWorkspace;
  readonly hub: EventHub;
  /** Null in a live workspace. */
  readonly simulators: SimulatorHub | null;
  readonly resourcesRoot: string;
  readonly readerWorker: URL;
  readonly clusterWorker: URL;
  /** Without it pictures are drawn in this thread. */
  readonly drawingWorker?: URL | null;
  readonly auditCheckpoint: () => Promise<AuditMark | null>;
  readonly logError: (reference: string, place: string, cause: unknown) => void;
  readonly say: (language: 'es' | 'en', key: string, values: { readonly [name: string]: Json }) => string;
}

/** What the features of one open workspace are built on. */
export type FeatureBasis = ReturnType<typeof basisOf>;

export function basisOf(options: FeatureOptions) {
  const { open, hub, simulators } = options;
  const { clock, ids, unitOfWork, changeLog, auditLog: audit } = open;
  const system: CallContext = { actor: open.actor, carrier: 'scheduler', taskId: null };
  return {
    options,
    open,
    hub,
    simulators,
    stores: createStores(open.database),
    /** Dependencies that nearly every feature takes. */
    shared: { clock, ids, unitOfWork, changeLog, audit, topics: hub },
    /** In whose name the program acts by itself. */
    system,
  };
}
