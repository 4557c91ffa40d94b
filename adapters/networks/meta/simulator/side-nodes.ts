import {
  changeMembers,
  createAudience,
  deleteAudience,
  findAudience,
  listAudiences,
  readSessions,
  renameAudience,
  showAudience,
  type Audience,
} from './audiences.ts';
import type { EdgeCall } from './edges.ts';
import { readStats, receiveEvents } from './pixels.ts';
import {
  changeForm,
  checkPageToken,
  createForm,
  formsOf,
  leadsOf,
  listForms,
  listLeads,
  makeTestLead,
  showForm,
  showLead,
  type Form,
} from './pages.ts';
import { missingObject } from './problems.ts';
import { parseFields } from './reads.ts';
import { META_SIMULATED_ACCOUNTS, type SimulatedAccount } from './seeds.ts';
import { picked } from './show.ts';
import type { Store } from './store.ts';
import { pageTokenOf } from './tokens.ts';
import { findVideo, listVideos, removeVideo, showVideo, uploadVideo, type Video } from './videos.ts';

/** Nodes beside the tree of campaigns: audiences, videos, pixels, Pages, their forms and leads. */
export type SideNode =
  | { readonly node: 'CustomAudience'; readonly accountId: string; readonly audience: Audience }
  | { readonly node: 'AdVideo'; readonly accountId: string; readonly video: Video }
  | { readonly node: 'AdsPixel'; readonly accountId: string }
  | { readonly node: 'Page'; readonly accountId: string }
  | { readonly node: 'LeadgenForm'; readonly accountId: string; readonly form: Form }
  | { readonly node: 'Lead'; readonly accountId: string };

export function sideNode(id: string, store: Store): SideNode | null {
  const audience = findAudience(store, id);
  if (audience !== null) return { node: 'CustomAudience', accountId: audience.accountId, audience };
  const video = findVideo(store, id);
  if (video !== null) return { node: 'AdVideo', accountId: video.accountId, video };
  for (const account of META_SIMULATED_ACCOUNTS) {
    const { settings, remoteId } = account;
    if (settings.pixelId === id) return { node: 'AdsPixel', accountId: remoteId };
    if (settings.pageId === id) return { node: 'Page', accountId: remoteId };
    const form =
      id.startsWith(`8${settings.pageId}`) || store.books.get('form', id) !== null
        ? formsOf(store, account).find((one) => one.id === id)
        : undefined;
    if (form !== undefined) return { node: 'LeadgenForm', accountId: remoteId, form };
  }
  const lead = /^9\d{14}$/.test(id) || store.books.get('lead', id) !== null;
  return lead ? { node: 'Lead', accountId: META_SIMULATED_ACCOUNTS[0]!.remoteId } : null; // the list of seeds is not empty
}

export function answerSideNode(
  call: EdgeCall,
  side: SideNode,
  method: 'GET' | 'POST' | 'DELETE',
  id: string,
  edge: string | null,
): unknown {
  switch (side.node) {
    case 'CustomAudience':
      return onAudience(call, side.audience, method, edge);
    case 'AdVideo':
      return picked(showVideo(call, side.video), parseFields(call.raw['fields'], 'AdVideo'));
    case 'AdsPixel':
      if (edge === 'events') return receiveEvents(call, id);
      if (edge === 'stats') return readStats(call, id);
      return { ...picked(pixel(call.account), parseFields(call.raw['fields'], 'AdsPixel')), id };
    case 'Page':
      return onPage(call, method, id, edge);
    case 'LeadgenForm':
      return onForm(call, side.form, method, edge);
    case 'Lead':
      return oneLead(call, id);
  }
}

function onAudience(call: EdgeCall, audience: Audience, method: string, edge: string | null): unknown {
  if (edge === 'sessions') return readSessions(call, audience);
  if (edge === 'usersreplace') return changeMembers(call, audience, 'replace');
  if (edge === 'users') return changeMembers(call, audience, method === 'DELETE' ? 'remove' : 'add');
  if (method === 'DELETE') return deleteAudience(call, audience);
  if (method === 'POST') return renameAudience(call, audience);
  return { ...picked(showAudience(call, audience), parseFields(call.raw['fields'], 'CustomAudience')), id: audience.id };
}

function pixel(account: SimulatedAccount): Record<string, unknown> {
  return { id: account.settings.pixelId, name: `Píxel de ${account.name}` };
}

function onPage(call: EdgeCall, method: string, id: string, edge: string | null): unknown {
  if (edge === 'leadgen_forms') {
    checkPageToken(call);
    return method === 'GET' ? listForms(call) : createForm(call);
  }
  return { ...picked(pageNode(call, call.account), parseFields(call.raw['fields'], 'Page')), id };
}

/** The Page's own token is told to whoever may manage the Page. "Page" reference, `access_token` (v26.0; read 2026-11-20) */
export function pageNode(call: EdgeCall, account: SimulatedAccount): Record<string, unknown> {
  const { pageId } = account.settings;
  return {
    id: pageId,
    name: `Página de ${account.name}`,
    category: 'Employment agency',
    is_published: true,
    leadgen_tos_accepted: true,
    access_token: call.token.scopes.includes('pages_show_list') ? pageTokenOf(call.tokenText, pageId) : undefined,
  };
}

function onForm(call: EdgeCall, form: Form, method: string, edge: string | null): unknown {
  checkPageToken(call);
  if (edge === 'leads') return listLeads(call, leadsOf(call, form));
  if (edge === 'test_leads')
    return method === 'GET'
      ? listLeads(
          call,
          leadsOf(call, form).filter((lead) => call.store.books.get('lead', lead.id) !== null),
        )
      : makeTestLead(call, form);
  if (method === 'POST') return changeForm(call, form);
  return { ...picked(showForm(call, form), parseFields(call.raw['fields'], 'LeadgenForm')), id: form.id };
}

function oneLead(call: EdgeCall, id: string): unknown {
  checkPageToken(call);
  for (const account of META_SIMULATED_ACCOUNTS) {
    if (!call.token.accounts.includes(account.remoteId)) continue;
    const own = { ...call, account };
    for (const form of formsOf(call.store, account)) {
      const lead = leadsOf(own, form).find((one) => one.id === id);
      if (lead !== undefined) return picked(showLead(own, lead), parseFields(call.raw['fields'], 'Lead'));
    }
  }
  throw missingObject(id);
}

/** Edges of an account that lead to side nodes; undefined for the others. */
export function sideEdge(call: EdgeCall, method: 'GET' | 'POST' | 'DELETE', edge: string): unknown {
  if (edge === 'customaudiences') return method === 'GET' ? listAudiences(call) : createAudience(call);
  if (edge !== 'advideos') return undefined;
  if (method === 'GET') return listVideos(call);
  return method === 'POST' ? uploadVideo(call) : removeVideo(call);
}
