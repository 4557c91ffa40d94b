import type { WorkSum } from '../../core/publishing/forecast.ts';
import type { PublishStore } from '../../core/publishing/publish-store.ts';
import type { Database } from './database.ts';

/**
 * What is still to be sent, summed up in the database: a run may have a hundred thousand steps. The weights are those of `weightOf`
 * in core/publishing/forecast.ts; a test compares the two.
 */
export function createWorkReader(db: Database): Pick<PublishStore, 'workLeft'> {
  const read = db.prepare<{ upTo: string | null }, WorkSum & { readonly network: string }>(`
    SELECT s.network, s.kind, count(*) AS steps, sum(json_array_length(s.object_ids)) AS objects,
      sum((SELECT coalesce(sum(CASE o.level
          WHEN 'campaign' THEN 2 + coalesce(json_array_length(o.fields, '$.countries'), 0)
          WHEN 'ad_group' THEN 1 + coalesce(json_array_length(o.fields, '$.places'), 0) + max(1, coalesce(json_array_length(o.fields, '$.languages'), 0))
            + 2 * coalesce(json_array_length(o.fields, '$.keywords'), 0)
          ELSE 1 END), 0)
        FROM json_each(s.object_ids) AS one JOIN publish_object AS o ON o.run_id = s.run_id AND o.object_id = one.value)) AS weight
    FROM publish_run AS r JOIN publish_step AS s ON s.run_id = r.id
    WHERE r.finished_at IS NULL AND s.state IN ('planned', 'leased', 'sending', 'unknown')
      AND (@upTo IS NULL OR r.ordinal <= (SELECT ordinal FROM publish_run WHERE id = @upTo))
    GROUP BY s.network, s.kind`);
  return {
    workLeft(upTo) {
      const found = new Map<string, WorkSum[]>();
      for (const { network, ...sum } of read.all({ upTo })) {
        const sums = found.get(network);
        if (sums === undefined) found.set(network, [sum]);
        else sums.push(sum);
      }
      return found;
    },
  };
}
