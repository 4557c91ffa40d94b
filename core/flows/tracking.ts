import { fold } from '../kernel/index.ts';

/** Text as it may stand in a link: `ventas-bogota`. */
export function slug(text: string): string {
  return fold(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}

/** The page with our tracking parameters; the marker makes each link unique. Other parameters and the fragment stay. */
export function trackedUrl(url: string, utm: { readonly source: string; readonly campaign: string; readonly marker: string }): string {
  const [beforeFragment = '', ...fragment] = url.trim().split('#');
  const [page = '', ...queries] = beforeFragment.split('?');
  const own = queries
    .join('?')
    .split('&')
    .filter((pair) => pair !== '' && !/^utm_/i.test(pair));
  const ours = [`utm_source=${slug(utm.source)}`, 'utm_medium=paid', `utm_campaign=${slug(utm.campaign)}`, `utm_content=${utm.marker}`];
  return `${page}?${[...own, ...ours].join('&')}${fragment.length > 0 ? `#${fragment.join('#')}` : ''}`;
}

/** RFC 2606 keeps `.example` out of the real name space: nobody can own it, so a training ad leads nowhere. */
export const SIMULATED_HOST = 'vacantes.altavoz.example';

/** Where the ad of a vacancy leads: its own page; in a simulated workspace a page that cannot exist; nowhere otherwise, which a check reports. */
export function landingUrl(vacancy: { readonly id: string; readonly applyUrl: string | null }, workspace: 'simulated' | 'live'): string {
  const own = vacancy.applyUrl?.trim() ?? '';
  if (own !== '') return own;
  return workspace === 'simulated' ? `https://${SIMULATED_HOST}/${vacancy.id}` : '';
}
