import type { RecordedLine } from '../../../adapters/simulators/recording.ts';
import { createGoogleJudge, readGoogleSpec } from './google.ts';
import type { Exchange, Judge, Verdict } from './judge.ts';
import { createMetaJudge, readMetaSpec } from './meta.ts';
import { createSnapchatJudge, readSnapchatSpec } from './snapchat.ts';
import { createTikTokJudge, readTikTokSpec } from './tiktok.ts';
import { createXJudge, readXSpec } from './x.ts';

/** A judge for every network that ads are sent to; null while a published description is missing. */
export function createJudges(): ReadonlyMap<string, Judge> | null {
  const [meta, google, tiktok, snapchat, x] = [readMetaSpec(), readGoogleSpec(), readTikTokSpec(), readSnapchatSpec(), readXSpec()];
  if (meta === null || google === null || tiktok === null || snapchat === null || x === null) return null;
  return new Map<string, Judge>([
    ['meta', createMetaJudge(meta)],
    ['google', createGoogleJudge(google)],
    ['tiktok', createTikTokJudge(tiktok)],
    ['snapchat', createSnapchatJudge(snapchat)],
    ['x', createXJudge(x)],
  ]);
}

/** Every request of a log before the judge of its network. Requests of a network without a judge are counted under `null`. */
export async function judgeLog(
  judges: ReadonlyMap<string, Judge>,
  log: AsyncIterable<RecordedLine>,
): Promise<{ readonly verdicts: ReadonlyMap<string, Verdict>; readonly withoutJudge: ReadonlyMap<string, number> }> {
  const withoutJudge = new Map<string, number>();
  for await (const line of log) {
    const exchange = exchangeOf(line);
    const judge = judges.get(exchange.network);
    if (judge === undefined) withoutJudge.set(exchange.network, (withoutJudge.get(exchange.network) ?? 0) + 1);
    else judge.look(exchange);
  }
  return { verdicts: new Map([...judges].map(([network, judge]) => [network, judge.verdict()])), withoutJudge };
}

/** As text: what a picture's bytes become is of no interest here. */
function exchangeOf({ network, method, path, query, body, status, reply }: RecordedLine): Exchange {
  return {
    network,
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    body: body.toString(),
    status,
    response: reply.toString(),
  };
}

/**
 * Addresses that no description speaks of: signing in and searches that belong to no node (Meta), tokens (Google, Snapchat), and two
 * real endpoints of TikTok that its description leaves out. Anything else that is not described is a mistake.
 */
export const KNOWN_APART: Readonly<Record<string, readonly string[]>> = {
  meta: ['GET /search', 'GET /me', 'GET /me/permissions', 'GET /me/adaccounts', 'GET /debug_token'],
  google: ['POST /token'],
  tiktok: ['GET /file/image/ad/search/', 'GET /report/task/download/'],
  snapchat: ['POST /login/oauth2/access_token'],
  x: ['GET /files/…/…'],
};

export function strangeAddresses(network: string, verdict: Verdict): readonly string[] {
  return [...verdict.undescribed.keys()].filter((address) => KNOWN_APART[network]?.includes(address) !== true);
}
