import type { LinkProbe } from '../../core/vacancies/index.ts';

const TIMEOUT_MS = 10_000;
/** Gone for good, as HTTP says it; a 403 or a 500 is the site's mood. */
const GONE = new Set([404, 410]);

export function createLinkProbe(options: { readonly loopbackOnly: boolean }): LinkProbe {
  return {
    async ask(url) {
      const { hostname } = new URL(url);
      if (options.loopbackOnly && hostname !== '127.0.0.1' && hostname !== 'localhost') return 'unknown';
      try {
        let status = await statusOf(url, 'HEAD');
        // Some sites answer HEAD with whatever comes to mind.
        if (status >= 400) status = await statusOf(url, 'GET');
        return GONE.has(status) ? 'dead' : status < 400 ? 'alive' : 'unknown';
      } catch {
        return 'unknown';
      }
    },
  };
}

async function statusOf(url: string, method: 'HEAD' | 'GET'): Promise<number> {
  const response = await fetch(url, { method, redirect: 'follow', signal: AbortSignal.timeout(TIMEOUT_MS) });
  await response.body?.cancel();
  return response.status;
}
