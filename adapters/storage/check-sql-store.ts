import type { z } from 'zod';
import type { Problem } from '../../core/contract/plans.ts';
import type { CheckStore } from '../../core/checks/index.ts';
import { money } from '../../core/kernel/money.ts';
import type { Database } from './database.ts';

type ProblemRow = Omit<z.infer<typeof Problem>, 'details'> & { readonly details: string };

/** A reason holds while the object says what it said when the reason was given. */
const WAIVED = "LEFT JOIN check_waiver w ON w.n = p.n AND w.code = p.code AND w.content_hash = o.content_hash AND p.severity = 'warning'";

export function createCheckStore(db: Database): CheckStore {
  const find = db.prepare<[string], { n: number; content_hash: string; errors: number; warnings: number }>(
    'SELECT n, content_hash, errors, warnings FROM plan_object WHERE id = ?',
  );
  const clear = db.prepare('DELETE FROM check_problem WHERE n = ?');
  const insert = db.prepare('INSERT INTO check_problem (n, position, field, severity, code, details, source) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const reasons = db.prepare<[number, string], string>('SELECT code FROM check_waiver WHERE n = ? AND content_hash = ?').pluck();
  const setKey = db.prepare('UPDATE plan_object SET checked_key = ? WHERE n = ?');
  const setCounts = db.prepare('UPDATE plan_object SET errors = ?, warnings = ? WHERE n = ?');
  const totals = db.prepare<[string | null, string | null], { errors: number; warnings: number; objects: number }>(
    'SELECT coalesce(sum(errors), 0) AS errors, coalesce(sum(warnings), 0) AS warnings, coalesce(sum(objects), 0) AS objects FROM plan_count WHERE ? IS NULL OR client_id = ?',
  );
  const openWarnings = db.prepare<[number], { code: string }>(
    `SELECT p.code FROM check_problem p JOIN plan_object o ON o.n = p.n ${WAIVED} WHERE p.n = ? AND +p.severity = 'warning' AND w.n IS NULL`,
  ); // the plus keeps SQLite on the key: there are far more warnings than problems of one object
  const addReason = db.prepare(
    'INSERT INTO check_waiver (n, code, content_hash, reason, actor_id, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (n, code) DO UPDATE SET content_hash = excluded.content_hash, reason = excluded.reason, actor_id = excluded.actor_id, at = excluded.at',
  );
  const errorsAmong = db
    .prepare<[string, string | null, string | null], number>(
      "SELECT count(*) FROM json_each(?) j JOIN plan_object o ON o.id = j.value JOIN check_problem p ON p.n = o.n WHERE p.severity = 'error' AND (? IS NULL OR p.code = ?)",
    )
    .pluck();
  const duplicates = db
    .prepare<[], string>(
      "SELECT account_id || '/' || text_hash FROM plan_object WHERE text_hash IS NOT NULL GROUP BY account_id, text_hash HAVING count(*) > 1 AND count(*) FILTER (WHERE status <> 'archived' AND lifecycle <> 'archived') > 1",
    )
    .pluck();
  const daily = db
    .prepare<[string, string], { currency: string; micros: bigint }>(
      "SELECT currency, coalesce(sum(daily_budget_micros), 0) AS micros FROM plan_object WHERE client_id = ? AND level = 'campaign' AND status = 'active' AND lifecycle <> 'archived' AND network NOT IN (SELECT value FROM json_each(?)) GROUP BY currency",
    )
    .safeIntegers();
  const costs = db.prepare<[string, string], { clicks: number; conversions: number; spend: string }>(
    "SELECT coalesce(sum(f.clicks), 0) AS clicks, coalesce(sum(f.conversions), 0) AS conversions, CAST(coalesce(sum(f.spend_micros), 0) AS TEXT) AS spend FROM plan_object o JOIN plan_figure f ON f.n = o.n WHERE o.client_id = ? AND o.level = 'campaign' AND o.currency = ?",
  );

  return {
    replace(objectId, checkedKey, found) {
      const object = find.get(objectId);
      if (object === undefined) return;
      clear.run(object.n);
      for (const [position, item] of found.entries())
        insert.run(object.n, position, item.field, item.severity, item.code, JSON.stringify(item.details), item.source);
      setKey.run(checkedKey, object.n);
      const errors = found.filter((item) => item.severity === 'error').length;
      const explained = new Set(found.length > errors ? reasons.all(object.n, object.content_hash) : []);
      const warnings = found.filter((item) => item.severity === 'warning' && !explained.has(item.code)).length;
      if (errors !== object.errors || warnings !== object.warnings) setCounts.run(errors, warnings, object.n);
    },

    list(input) {
      const where =
        "(@clientId IS NULL OR o.client_id = @clientId) AND (@objectId IS NULL OR o.id = @objectId) AND (@severity IS NULL OR p.severity = @severity) AND o.lifecycle <> 'archived'";
      const filter = { clientId: input.clientId, objectId: input.objectId, severity: input.severity };
      const rows = db
        .prepare<unknown[], ProblemRow>(
          `SELECT o.id AS objectId, o.level, o.network, o.name AS objectName, p.field, p.severity, p.code, p.details, p.source, w.reason AS waivedReason
           FROM check_problem p JOIN plan_object o ON o.n = p.n ${WAIVED} WHERE ${where} ORDER BY p.severity, p.code, p.n, p.position LIMIT @limit OFFSET @offset`,
        )
        .all({ ...filter, limit: input.limit, offset: input.offset });
      const byCode = db
        .prepare<unknown[], { code: string; severity: 'error' | 'warning'; count: number }>(
          `SELECT p.code, p.severity, count(*) AS count FROM check_problem p JOIN plan_object o ON o.n = p.n WHERE ${where} GROUP BY p.severity, p.code ORDER BY p.severity, count DESC, p.code`,
        )
        .all(filter);
      return {
        problems: rows.map((row) => ({ ...row, details: JSON.parse(row.details) as z.infer<typeof Problem>['details'] })),
        total: byCode.reduce((sum, row) => sum + row.count, 0),
        byCode,
      }; // details were written by replace()
    },

    totals: (clientId) => totals.get(clientId, clientId) ?? { errors: 0, warnings: 0, objects: 0 },

    waive(objectIds, code, reason, actorId, at) {
      let waived = 0;
      for (const id of new Set(objectIds)) {
        const object = find.get(id);
        if (object === undefined) continue;
        const open = openWarnings.all(object.n).filter((row) => code === null || row.code === code);
        for (const each of new Set(open.map((row) => row.code))) addReason.run(object.n, each, object.content_hash, reason, actorId, at);
        if (open.length > 0) setCounts.run(object.errors, object.warnings - open.length, object.n);
        waived += open.length;
      }
      return waived;
    },

    errorsAmong: (objectIds, code) => errorsAmong.get(JSON.stringify(objectIds), code, code) ?? 0,
    duplicateTexts: () => new Set(duplicates.all()),
    activeDaily: (clientId, withoutNetworks) =>
      daily.all(clientId, JSON.stringify(withoutNetworks)).map((row) => money(row.micros, row.currency)),
    costs(clientId, currency) {
      const row = costs.get(clientId, currency);
      return { clicks: row?.clicks ?? 0, conversions: row?.conversions ?? 0, spendMicros: BigInt(row?.spend ?? '0') };
    },
  };
}
