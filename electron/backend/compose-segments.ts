import path from 'node:path';
import { createSegments, createTraitGuard, featureRows } from '../../core/segmentation/index.ts';
import { createClusterEngine } from '../../adapters/segmentation/index.ts';
import { readSegmentRules } from '../../adapters/storage/segment-rule-files.ts';
import type { AccountParts } from './compose-accounts.ts';
import type { FeatureBasis } from './feature-basis.ts';

/** Segments of candidates, made without what the law protects. */
export function composeSegments(basis: FeatureBasis, { clientFact }: Pick<AccountParts, 'clientFact'>) {
  const { options, stores, shared } = basis;
  const { clock } = shared;
  const segmentRules = readSegmentRules(path.join(options.resourcesRoot, 'rules'));
  return createSegments({
    ...shared,
    store: stores.segments,
    candidates: {
      rows(clientId) {
        const client = clientFact(clientId);
        return client === null
          ? []
          : featureRows(stores.candidates.candidateFeatures(clientId), clock.today(client.timeZone), client.currency);
      },
    },
    engine: createClusterEngine({ kernelFolder: path.join(options.resourcesRoot, 'kernels'), workerUrl: options.clusterWorker }),
    guard: createTraitGuard(segmentRules.protectedTraits),
    media: segmentRules.media,
    countryOf: (clientId) => clientFact(clientId)?.country ?? null,
    say: options.say,
  });
}
