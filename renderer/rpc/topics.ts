import type { QueryName } from './methods.ts';

export type Topic =
  | 'workspace'
  | 'settings'
  | 'clients'
  | 'accounts'
  | 'connections'
  | 'vacancies'
  | 'candidates'
  | 'privacy'
  | 'audiences'
  | 'conversions'
  | 'leads'
  | 'feeds'
  | 'segments'
  | 'templates'
  | 'flows'
  | 'plans'
  | 'checks'
  | 'changes'
  | 'publishing'
  | 'schedules'
  | 'sync'
  | 'results'
  | 'home'
  | 'history'
  | 'audit'
  | 'backup'
  | 'simulators'
  | 'exchange';

/** Which topics a query reads; a write that moves one of them makes the screens read it again. */
const topicsOf: Readonly<Record<QueryName, readonly Topic[]>> = {
  'workspace.status': ['workspace', 'simulators'],
  'workspace.info': ['workspace', 'clients', 'accounts', 'vacancies', 'plans', 'backup'],
  'settings.get': ['settings'],
  'health.doctor': ['workspace', 'accounts', 'backup'],
  'shell.capabilities': [],
  'simulators.state': ['simulators', 'publishing', 'sync'],
  'clients.list': ['clients', 'vacancies', 'accounts'],
  'clients.get': ['clients', 'vacancies', 'accounts'],
  'accounts.list': ['accounts', 'sync'],
  'connections.ways': ['connections', 'workspace'],
  'connections.attempt': ['connections'],
  'networks.list': ['workspace'],
  'exchange.list': ['exchange'],
  'networks.rates': ['publishing', 'sync', 'accounts'],
  'segments.features': ['clients', 'segments'],
  'segments.list': ['segments'],
  'segments.get': ['segments'],
  'segments.compare': ['segments'],
  'segments.suggestions': ['segments'],
  'segments.overlap': ['segments'],
  'segments.export': ['segments'],
  'vacancies.list': ['vacancies', 'plans', 'clients'],
  'vacancies.get': ['vacancies', 'plans'],
  'vacancies.facets': ['vacancies'],
  'vacancies.duplicates': ['vacancies', 'plans'],
  'vacancies.getImport': ['vacancies'],
  'vacancies.importRows': ['vacancies'],
  'vacancies.importRejects': ['vacancies'],
  'vacancies.importTargets': [],
  'candidates.list': ['candidates', 'clients', 'privacy'],
  'candidates.facets': ['candidates', 'privacy'],
  'candidates.getImport': ['candidates'],
  'candidates.importRows': ['candidates'],
  'candidates.importTargets': [],
  'candidates.reports': ['candidates', 'clients'],
  'candidates.getRetention': ['privacy'],
  'privacy.overview': ['privacy', 'candidates'],
  'privacy.ledger': ['privacy', 'candidates', 'audiences'],
  'privacy.dueDate': [],
  'privacy.requests': ['privacy', 'clients'],
  'audiences.list': ['audiences', 'candidates', 'clients'],
  'audiences.preview': ['candidates', 'privacy'],
  'audiences.overlap': ['audiences', 'candidates'],
  'conversions.overview': ['conversions', 'accounts', 'clients'],
  'conversions.list': ['conversions', 'vacancies', 'clients', 'privacy'],
  'conversions.batches': ['conversions', 'accounts', 'clients'],
  'conversions.receipts': ['conversions', 'vacancies'],
  'leads.sources': ['leads', 'accounts', 'clients'],
  'leads.list': ['leads', 'candidates', 'vacancies', 'privacy'],
  'leads.prepare': ['leads', 'candidates', 'privacy'],
  'feeds.list': ['feeds', 'clients'],
  'feeds.runs': ['feeds'],
  'templates.list': ['templates'],
  'templates.preview': ['templates', 'vacancies'],
  'flows.list': ['flows'],
  'flows.preview': ['flows', 'vacancies', 'templates', 'accounts', 'plans', 'exchange'],
  'plans.tree': ['plans', 'clients', 'checks', 'publishing'],
  'plans.list': ['plans', 'changes', 'checks', 'publishing', 'sync', 'results', 'vacancies'],
  'plans.get': ['plans', 'changes', 'publishing', 'sync'],
  'plans.preview': ['plans'],
  'checks.list': ['checks', 'plans'],
  'changes.summary': ['changes', 'plans', 'checks', 'publishing', 'sync'],
  'changes.list': ['changes', 'plans', 'checks', 'publishing', 'sync'],
  'changes.difference': ['changes', 'plans', 'publishing', 'sync'],
  'changes.publishable': ['changes', 'plans', 'checks', 'publishing', 'sync'],
  'changes.approvals': ['changes', 'plans'],
  'schedules.list': ['schedules', 'plans'],
  'schedules.preview': [],
  'schedules.runs': ['schedules'],
  'publishing.runs': ['publishing'],
  'publishing.run': ['publishing'],
  'publishing.steps': ['publishing'],
  'publishing.forecast': ['changes', 'plans'],
  // Moves with every answer of a network: the journal asks again at its own pace.
  'publishing.finish': [],
  'sync.freshness': ['sync', 'accounts'],
  'results.summary': ['results', 'sync', 'conversions'],
  'results.series': ['results', 'sync'],
  'results.rows': ['results', 'sync', 'conversions'],
  'results.restatements': ['results', 'sync'],
  'results.export': ['results', 'sync', 'conversions'],
  'home.overview': ['home', 'changes', 'plans', 'publishing', 'sync', 'vacancies', 'accounts', 'checks', 'results', 'clients'],
  'home.search': ['vacancies', 'plans', 'clients', 'accounts'],
  'history.state': ['history'],
  'history.ofObject': ['history', 'plans', 'vacancies'],
  'audit.list': ['audit'],
  'audit.export': ['audit'],
  'backup.list': ['backup'],
};

/** `*` is what a carrier says after a gap: anything may have moved. */
export function readsAny(method: string, moved: readonly string[]): boolean {
  if (moved.includes('*')) return true;
  const topics: readonly string[] | undefined = topicsOf[method as QueryName]; // a key that is no query finds nothing
  return topics !== undefined && topics.some((topic) => moved.includes(topic));
}
