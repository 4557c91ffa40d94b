import type { Segment, SegmentDetail, segments, SegmentVersion } from '../contract/segments.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext, ChangeLog, Clock, Handlers, Ids, Topics, Undoable, UnitOfWork } from '../ports/index.ts';
import { csvText } from '../results/index.ts';
import { buildVersion, type BuildProblem } from './build-version.ts';
import type { ClusterEngine } from './cluster-engine.ts';
import { compareVersions } from './compare.ts';
import { defaultFeatures, FeatureKey, FEATURES, type CandidateFeatures, type ChosenFeature } from './features.ts';
import { describeInWords, nameSegments, type Say } from './naming.ts';
import { overlapOf } from './overlap.ts';
import type { TraitGuard } from './protected-traits.ts';
import type { Members, SegmentStore, VersionRecord } from './segment-store.ts';
import { suggestFor, type SegmentMedia } from './suggest.ts';

export interface SegmentsDeps {
  readonly store: SegmentStore;
  readonly candidates: CandidateFeatures;
  readonly engine: ClusterEngine;
  readonly guard: TraitGuard;
  readonly media: SegmentMedia;
  /** Country of a client; null when there is no such client. */
  readonly countryOf: (clientId: string) => string | null;
  readonly say: Say;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly topics: Topics;
}

export interface Segments {
  readonly handlers: Handlers<typeof segments>;
  readonly undoable: Undoable;
  /** Ids of one segment's people; null when there is no such version or segment. */
  readonly membersOf: (versionId: string, index: number) => Iterable<string> | null;
}

/** Undo of "which version counts" and of a name; versions themselves only ever appear. */
export const SEGMENT_OBJECT = 'segmentation';

export function createSegments(deps: SegmentsDeps): Segments {
  const { store, say, topics } = deps;

  function segmentsOf(record: VersionRecord): readonly Segment[] {
    const names = nameSegments(
      say,
      record.body.segments.map(({ traits }) => traits),
    );
    return record.body.segments.map((segment, index) => {
      const own = record.names[index] ?? null;
      return {
        index,
        size: segment.size,
        shareRatio: segment.size / Math.max(1, record.candidates),
        silhouette: segment.silhouette,
        name: own === null ? (names[index] ?? { es: '', en: '' }) : { es: own, en: own },
        renamed: own !== null,
        description: describeInWords(say, segment.traits),
        traits: segment.traits,
      };
    });
  }

  function summaryOf(record: VersionRecord, current: string | null): SegmentVersion {
    const { id, clientId, number, createdAt, createdBy, candidates, body } = record;
    const taken = body.trials.find((trial) => trial.k === body.choice.k);
    return {
      id,
      clientId,
      number,
      createdAt,
      createdBy,
      current: id === current,
      candidates,
      seed: body.seed,
      choice: body.choice,
      sizes: body.segments.map(({ size }) => size),
      silhouette: taken?.silhouette ?? 0,
    };
  }

  function detailOf(record: VersionRecord): SegmentDetail {
    const { minimumSize, trials, features, map } = record.body;
    return {
      ...summaryOf(record, store.currentOf(record.clientId)),
      minimumSize,
      trials,
      features,
      segments: [...segmentsOf(record)],
      map,
    };
  }

  function find(versionId: string): Result<VersionRecord, Refusal> {
    const record = store.get(versionId);
    return record === null ? refuse('segments.version_not_found') : ok(record);
  }

  /** The features that were asked for; a protected one is refused whatever else was asked. */
  function featuresFor(
    asked: readonly { readonly key: string; readonly weight: number }[] | null,
    country: string,
  ): Result<readonly ChosenFeature[], Refusal> {
    if (asked === null) return ok(defaultFeatures());
    const chosen: ChosenFeature[] = [];
    for (const { key, weight } of asked) {
      const refused = deps.guard.refusal(key, country);
      if (refused !== null) {
        const laws = refused.laws.map((law) => `${law.name} (${law.country}), art. ${law.article}`).join('; ');
        return refuse('segments.feature_protected', { feature: key, trait: refused.trait, laws });
      }
      const known = FeatureKey.safeParse(key);
      if (!known.success) return refuse('segments.feature_unknown', { feature: key });
      chosen.push({ key: known.data, weight });
    }
    return ok(chosen);
  }

  function makeCurrent(record: VersionRecord, labelKey: string, context: CallContext): void {
    const before = store.currentOf(record.clientId);
    store.setCurrent(record.clientId, record.id);
    const group = deps.changeLog.begin(context, labelKey, {
      number: record.number,
      k: record.body.choice.k,
      candidates: record.candidates,
    });
    deps.changeLog.record(group, [{ objectType: SEGMENT_OBJECT, objectId: record.clientId, field: 'current', before, after: record.id }]);
  }

  const handlers: Handlers<typeof segments> = {
    features({ clientId }) {
      const country = deps.countryOf(clientId);
      if (country === null) return refuse('segments.client_not_found');
      let candidates = 0;
      for (const _row of deps.candidates.rows(clientId)) candidates += 1;
      return ok({
        country,
        available: FeatureKey.options.map((key) => ({ key, kind: FEATURES[key].kind, byDefault: FEATURES[key].byDefault })),
        refused: deps.guard.all(country).map(({ trait, laws }) => ({ trait, laws: [...laws] })),
        candidates,
      });
    },

    async build(input, context) {
      const country = deps.countryOf(input.clientId);
      if (country === null) return refuse('segments.client_not_found');
      const features = featuresFor(input.features, country);
      if (!features.ok) return features;
      const built = await buildVersion(
        deps.candidates.rows(input.clientId),
        { features: features.value, k: input.k, seed: input.seed, minimumSize: input.minimumSize },
        deps.engine,
        {
          progress: (done) => topics.progress(context.taskId, 'segments.build', Math.round(done * 100), 100),
          cancelled: () => topics.cancelled(context.taskId),
        },
      );
      if (!built.ok) return refusalOf(built.problem);
      const id = deps.ids.next();
      deps.unitOfWork.transaction(() => {
        store.add(
          {
            id,
            clientId: input.clientId,
            createdAt: deps.clock.nowIso(),
            createdBy: context.actor.name,
            candidates: built.members.ids.length,
            body: built.body,
          },
          built.members,
        );
        const record = store.get(id);
        if (record === null) throw new Error('A version that was just kept is gone');
        makeCurrent(record, 'history.segments_built', context);
      });
      topics.moved('segments', 'history', 'audit');
      const record = find(id);
      return record.ok ? ok(detailOf(record.value)) : record;
    },

    list({ clientId }) {
      const current = store.currentOf(clientId);
      return ok({ versions: store.list(clientId).map((record) => summaryOf(record, current)) });
    },

    get({ clientId, versionId }) {
      const id = versionId ?? store.currentOf(clientId);
      if (id === null) return ok({ version: null });
      const record = store.get(id);
      if (record === null || record.clientId !== clientId) return refuse('segments.version_not_found');
      return ok({ version: detailOf(record) });
    },

    compare({ fromVersionId, toVersionId }) {
      const from = find(fromVersionId);
      if (!from.ok) return from;
      const to = find(toVersionId);
      if (!to.ok) return to;
      if (from.value.clientId !== to.value.clientId) return refuse('segments.other_client');
      const membership = (record: VersionRecord) => ({ ...store.members(record.id), k: record.body.segments.length });
      const found = compareVersions(membership(from.value), membership(to.value));
      return ok({
        ...found,
        flows: found.flows.map((flow) => [...flow]),
        continues: [...found.continues],
        drift: [...found.drift],
      });
    },

    restore({ versionId }, context) {
      const found = find(versionId);
      if (!found.ok) return found;
      const record = found.value;
      if (store.currentOf(record.clientId) !== versionId) {
        deps.unitOfWork.transaction(() => {
          makeCurrent(record, 'history.segments_restored', context);
        });
        topics.moved('segments', 'history', 'audit');
      }
      return ok(detailOf(record));
    },

    rename({ versionId, index, name }, context) {
      const found = find(versionId);
      if (!found.ok) return found;
      const record = found.value;
      if (record.body.segments[index] === undefined) return refuse('segments.segment_not_found');
      const before = record.names[index] ?? null;
      if (before !== name) {
        deps.unitOfWork.transaction(() => {
          store.rename(versionId, index, name);
          const group = deps.changeLog.begin(context, 'history.segment_renamed', { name: name ?? '' });
          deps.changeLog.record(group, [
            { objectType: SEGMENT_OBJECT, objectId: record.clientId, field: `name:${versionId}:${index}`, before, after: name },
          ]);
        });
        topics.moved('segments', 'history');
      }
      return ok(detailOf(store.get(versionId) ?? record));
    },

    suggestions({ versionId, index }) {
      const found = find(versionId);
      if (!found.ok) return found;
      const segment = found.value.body.segments[index];
      if (segment === undefined) return refuse('segments.segment_not_found');
      const made = suggestFor(segment, deps.media, deps.countryOf(found.value.clientId) ?? '');
      return ok({
        cities: [...made.cities],
        roleFamilies: [...made.roleFamilies],
        modalities: [...made.modalities],
        hours: [...made.hours],
        languages: [...made.languages],
        networks: [...made.networks],
      });
    },

    overlap({ first, second }) {
      const one = idsOf(first);
      if (!one.ok) return one;
      const two = idsOf(second);
      if (!two.ok) return two;
      return ok({ ...overlapOf(one.value, two.value), networkSide: 'unknown' as const });
    },

    export({ versionId, what, language }) {
      const found = find(versionId);
      if (!found.ok) return found;
      const record = found.value;
      const named = segmentsOf(record);
      const heading = (column: string): string => say(language, `segments.csv.${column}`, {});
      const rows = what === 'segments' ? segmentRows(named, language) : memberRows(named, store.members(versionId), language);
      const columns =
        what === 'segments' ? ['number', 'name', 'people', 'share', 'silhouette', 'description'] : ['candidate', 'number', 'name'];
      return ok({ fileName: `segments-v${record.number}-${what}.csv`, csv: csvText([columns.map(heading), ...rows]) });
    },
  };

  function idsOf({ versionId, index }: { readonly versionId: string; readonly index: number }): Result<readonly string[], Refusal> {
    const found = find(versionId);
    if (!found.ok) return found;
    if (found.value.body.segments[index] === undefined) return refuse('segments.segment_not_found');
    const { ids, labels } = store.members(versionId);
    return ok(ids.filter((_, row) => labels[row] === index));
  }

  return {
    handlers,
    membersOf(versionId, index) {
      const version = store.get(versionId);
      if (version === null || index >= version.body.segments.length) return null;
      const { ids, labels } = store.members(versionId);
      return ids.filter((_, row) => labels[row] === index);
    },
    undoable: {
      objectType: SEGMENT_OBJECT,
      restore(changes) {
        for (const { objectId, field, value } of changes) {
          const text = typeof value === 'string' ? value : null;
          const [what, versionId, index] = field.split(':');
          if (what === 'current') store.setCurrent(objectId, text);
          else if (what === 'name' && versionId !== undefined) store.rename(versionId, Number(index), text);
          else throw new Error(`Segments have no field ${field}`);
        }
      },
    },
  };
}

function refusalOf(problem: BuildProblem): ReturnType<typeof refuse> {
  if (problem.kind === 'too_few') return refuse('segments.too_few', { people: problem.people, least: problem.least });
  return refuse(problem.kind === 'cancelled' ? 'segments.cancelled' : 'segments.no_usable_feature');
}

function segmentRows(named: readonly Segment[], language: 'es' | 'en'): readonly (readonly string[])[] {
  return named.map((segment) => [
    String(segment.index + 1),
    segment.name[language],
    String(segment.size),
    segment.shareRatio.toFixed(4),
    segment.silhouette.toFixed(4),
    segment.description[language],
  ]);
}

/** Ids of this workspace only: nothing that leaves here names a person. */
function memberRows(named: readonly Segment[], members: Members, language: 'es' | 'en'): readonly (readonly string[])[] {
  return members.ids.map((id, row) => {
    const label = members.labels[row] ?? 0;
    return [id, String(label + 1), named[label]?.name[language] ?? ''];
  });
}
