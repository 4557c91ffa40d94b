import type { RunHistory } from '../../core/changes/index.ts';
import type { Database } from './database.ts';

interface Row {
  readonly object_id: string;
  readonly sent: string;
  readonly earlier: string | null;
  readonly made: number;
}

/** What a publish held, object by object, and what the one before it had held. */
export function createRunHistory(db: Database): RunHistory {
  const contents = db.prepare<[string], Row>(`
    SELECT o.object_id, o.fields AS sent,
      (SELECT p.fields FROM publish_object p JOIN publish_run r ON r.id = p.run_id
       WHERE p.object_id = o.object_id AND r.ordinal < run.ordinal ORDER BY r.ordinal DESC LIMIT 1) AS earlier,
      EXISTS (SELECT 1 FROM publish_step s, json_each(s.object_ids) made
       WHERE s.run_id = o.run_id AND s.campaign_id = o.campaign_id AND s.state = 'confirmed' AND made.value = o.object_id
         AND s.kind IN ('create_tree', 'create_campaign', 'create_ad_group', 'create_ad')) AS made
    FROM publish_object o JOIN publish_run run ON run.id = o.run_id WHERE o.run_id = ? ORDER BY o.position`);
  const exists = db.prepare<[string], number>('SELECT count(*) FROM publish_run WHERE id = ?').pluck();
  return {
    contents(runId) {
      if (exists.get(runId) === 0) return null;
      return contents.all(runId).map((row) => ({
        objectId: row.object_id,
        earlier: row.earlier === null ? null : (JSON.parse(row.earlier) as Readonly<Record<string, never>>), // written by the journal; decoded field by field
        made: row.made === 1,
      }));
    },
  };
}
