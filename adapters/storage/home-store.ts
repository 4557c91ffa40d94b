import type { HomeHit, HomeStore } from '../../core/home/home-store.ts';
import type { Money } from '../../core/kernel/money.ts';
import type { Database } from './database.ts';

interface MoneyRow {
  readonly currency: string;
  readonly amountMicros: bigint;
}

/** Counts over the tables of all features; every query is answered by an index or by a table of counts. */
export function createHomeStore(db: Database): HomeStore {
  const ofClient = (column: string): string => `(@clientId IS NULL OR ${column} = @clientId)`;
  const countSteps = db.prepare<{ clientId: string | null; since: string }, { state: string; count: number }>(`
    SELECT s.state AS state, count(*) AS count FROM publish_step s JOIN publish_run r ON r.id = s.run_id JOIN account a ON a.id = s.account_id
    WHERE s.state IN ('unknown', 'needs_person', 'rejected') AND (s.state <> 'rejected' OR r.started_at >= @since) AND ${ofClient('a.client_id')} GROUP BY s.state`);
  const countSignIns = db
    .prepare<{ clientId: string | null; now: string }, number>(`
    SELECT count(*) FROM account a WHERE ${ofClient('a.client_id')} AND (a.connection = 'reconnect' OR (a.secret_name <> '' AND a.expires_at <= @now)
      OR EXISTS (SELECT 1 FROM publish_block b WHERE b.scope = 'account/' || a.id AND b.reason IN ('auth_expired', 'no_permission')))`)
    .pluck();
  const countEnding = db
    .prepare<{ clientId: string | null; from: string; until: string }, number>(`
    SELECT count(*) FROM account a WHERE a.secret_name <> '' AND a.connection <> 'reconnect' AND a.expires_at > @from AND a.expires_at <= @until AND ${ofClient('a.client_id')}`)
    .pluck();
  const countApprovals = db
    .prepare<{ clientId: string | null }, number>(`
    SELECT count(DISTINCT p.approval_id) FROM plan_object p JOIN approval x ON x.id = p.approval_id WHERE x.state = 'requested' AND ${ofClient('p.client_id')}`)
    .pluck();
  const countAsking = db
    .prepare<{ clientId: string | null }, number>(
      `SELECT count(*) FROM schedule WHERE state = 'asking' AND standing = 'active' AND ${ofClient('client_id')}`,
    )
    .pluck();
  // Named, because the planner does not choose it: read from the index alone, 100,000 live ads are counted without touching a row.
  const countDelivery = (where: string) =>
    db.prepare<{ clientId: string | null }, { level: string; delivery: string; count: number }>(`
    SELECT level, delivery, count(*) AS count FROM plan_object INDEXED BY plan_object_live
    WHERE remote_id IS NOT NULL AND lifecycle <> 'archived' AND ${where} GROUP BY level, delivery`);
  const countAllDelivery = countDelivery('@clientId IS NULL');
  const countClientDelivery = countDelivery('client_id = @clientId');
  const countMarks = db.prepare<{ clientId: string | null }, { mark: string; objects: number; changes: number; errors: number }>(`
    SELECT mark, sum(objects) AS objects, sum(changes) AS changes, sum(errors) AS errors FROM plan_count WHERE ${ofClient('client_id')} GROUP BY mark`);
  const pendingDaily = db
    .prepare<{ clientId: string | null }, MoneyRow>(`
    SELECT currency, sum(daily_delta_micros) AS amountMicros FROM plan_count WHERE currency <> '' AND mark <> 'none' AND ${ofClient('client_id')} GROUP BY currency HAVING sum(daily_delta_micros) <> 0`)
    .safeIntegers();
  const readClosing = db.prepare<
    { clientId: string | null; fromDay: string; toDay: string; limit: number },
    { vacancyId: string; title: string; clientName: string; closesOn: string; ads: number }
  >(`
    SELECT v.id AS vacancyId, v.title AS title, c.name AS clientName, v.closes_on AS closesOn,
      (SELECT count(*) FROM plan_object p WHERE p.vacancy_id = v.id AND p.level = 'ad' AND p.remote_id IS NOT NULL AND p.lifecycle <> 'archived') AS ads
    FROM vacancy v JOIN client c ON c.id = v.client_id
    WHERE v.closes_on BETWEEN @fromDay AND @toDay AND v.state NOT IN ('closed', 'expired', 'draft') AND ${ofClient('v.client_id')} ORDER BY v.closes_on, v.title LIMIT @limit`);
  const countClosedAds = db
    .prepare<{ clientId: string | null }, number>(`
    SELECT count(*) FROM vacancy v INDEXED BY vacancy_ended CROSS JOIN plan_object p INDEXED BY plan_object_vacancy ON p.vacancy_id = v.id
    WHERE v.state IN ('closed', 'expired', 'capped') AND p.remote_id IS NOT NULL AND p.level = 'ad' AND p.delivery IN ('active', 'limited', 'in_review') AND ${ofClient('v.client_id')}`)
    .pluck();
  const readClients = db
    .prepare<
      { clientId: string | null },
      { id: string; name: string; time_zone: string; currency: string; monthly_cap_micros: bigint | null }
    >(`SELECT id, name, time_zone, currency, monthly_cap_micros FROM client WHERE ${ofClient('id')} ORDER BY folded_name`)
    .safeIntegers();
  const readSpend = db
    .prepare<[string, string, string], MoneyRow>(
      'SELECT currency, sum(spend_micros) AS amountMicros FROM metric_client_day WHERE day BETWEEN ? AND ? AND client_id = ? GROUP BY currency HAVING sum(spend_micros) > 0',
    )
    .safeIntegers();
  const countStale = db
    .prepare<{ clientId: string | null; before: string }, number>(`
    SELECT count(*) FROM account a LEFT JOIN sync_state s ON s.account_id = a.id
    WHERE a.secret_name <> '' AND (s.status_read_at IS NULL OR s.status_read_at < @before) AND ${ofClient('a.client_id')}
      AND EXISTS (SELECT 1 FROM plan_object p WHERE p.account_id = a.id AND p.remote_id IS NOT NULL)`)
    .pluck();
  const findClients = db.prepare<[string, number], HomeHit>(
    "SELECT 'client' AS kind, id, name AS title, country AS context FROM client WHERE instr(folded_name, ?) > 0 ORDER BY folded_name LIMIT ?",
  );
  const findAccounts = db.prepare<[string, number], HomeHit>(
    "SELECT 'account' AS kind, a.id AS id, a.name AS title, c.name || ' · ' || a.network AS context FROM account a JOIN client c ON c.id = a.client_id WHERE instr(lower(a.name), ?) > 0 ORDER BY a.name LIMIT ?",
  );
  const findVacancies = db.prepare<[string, number], HomeHit>(
    "SELECT 'vacancy' AS kind, v.id AS id, v.title AS title, c.name || coalesce(' · ' || v.place_name, '') AS context FROM vacancy v JOIN client c ON c.id = v.client_id WHERE instr(v.search_text, ?) > 0 LIMIT ?",
  );
  // The index (level, folded_name) holds all that the filter needs, so 100,000 ads are searched without reading them.
  const findObjects = db.prepare<[string, string, number], HomeHit>(`
    SELECT p.level AS kind, p.id AS id, p.name AS title, c.name || ' · ' || p.network AS context
    FROM (SELECT n FROM plan_object INDEXED BY plan_object_name WHERE level = ? AND instr(folded_name, ?) > 0 LIMIT ?) hit JOIN plan_object p ON p.n = hit.n JOIN client c ON c.id = p.client_id`);

  return {
    steps(clientId, since) {
      const counts = new Map(countSteps.all({ clientId, since }).map((row) => [row.state, row.count]));
      return { unknown: counts.get('unknown') ?? 0, needsPerson: counts.get('needs_person') ?? 0, rejected: counts.get('rejected') ?? 0 };
    },
    signInsNeeded: (clientId, now) => countSignIns.get({ clientId, now }) ?? 0,
    credentialsEnding: (clientId, from, until) => countEnding.get({ clientId, from, until }) ?? 0,
    schedulesAsking: (clientId) => countAsking.get({ clientId }) ?? 0,
    approvalsRequested: (clientId) => countApprovals.get({ clientId }) ?? 0,
    plan(clientId) {
      const delivery = (clientId === null ? countAllDelivery : countClientDelivery).all({ clientId });
      const count = (level: string, states: readonly string[]): number =>
        delivery.reduce((sum, row) => sum + (row.level === level && states.includes(row.delivery) ? row.count : 0), 0);
      const marks = new Map(countMarks.all({ clientId }).map((row) => [row.mark, row]));
      let errors = 0;
      let changes = 0;
      for (const row of marks.values()) {
        errors += row.errors;
        changes += row.changes;
      }
      return {
        campaigns: count('campaign', ['active', 'limited']),
        ads: count('ad', ['active', 'limited']),
        inReview: count('ad', ['in_review']),
        rejected: count('ad', ['rejected']),
        conflicts: marks.get('conflict')?.objects ?? 0,
        incoming: marks.get('incoming')?.objects ?? 0,
        errors,
        changes,
        daily: pendingDaily.all({ clientId }).map(toMoney),
      };
    },
    closing: (clientId, fromDay, toDay, limit) => readClosing.all({ clientId, fromDay, toDay, limit }).filter((row) => row.ads > 0),
    adsOfClosed: (clientId) => countClosedAds.get({ clientId }) ?? 0,
    clients: (clientId) =>
      readClients.all({ clientId }).map((row) => ({
        clientId: row.id,
        name: row.name,
        timeZone: row.time_zone,
        cap: row.monthly_cap_micros === null ? null : { amountMicros: row.monthly_cap_micros, currency: row.currency },
      })),
    spend: (clientId, fromDay, toDay) => readSpend.all(fromDay, toDay, clientId).map(toMoney),
    stale: (clientId, before) => countStale.get({ clientId, before }) ?? 0,
    search(folded, limit) {
      const found: HomeHit[] = [];
      const sources = [
        () => findClients.all(folded, limit),
        () => findAccounts.all(folded, limit),
        () => findVacancies.all(folded, limit),
        ...(['campaign', 'ad_group', 'ad'] as const).map((level) => () => findObjects.all(level, folded, limit)),
      ];
      for (const source of sources) if (found.length < limit) found.push(...source());
      return found.slice(0, limit);
    },
  };
}

function toMoney(row: MoneyRow): Money {
  return { amountMicros: row.amountMicros, currency: row.currency };
}
