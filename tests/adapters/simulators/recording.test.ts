import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { networkModules } from '../../../adapters/networks/registry.ts';
import { startSimulators } from '../../../adapters/simulators/host.ts';
import { recordTo, replay } from '../../../adapters/simulators/recording.ts';
import { scratchFolder } from '../storage/support.ts';

const creators = networkModules.map((module) => module.createSimulator);

/** A session of raw requests: reads, writes, refusals, a fault and a moved clock, on every network that answers one of them. */
async function session(file: string): Promise<number> {
  const host = await startSimulators({
    networks: creators,
    directory: null,
    seed: 7,
    port: 0,
    switches: {},
    realNowMs: () => Date.now(),
    logLimit: 100,
    record: recordTo(file, { seed: 7, switches: {} }),
  });
  let asked = 0;
  const ask = async (url: string, init?: RequestInit): Promise<void> => {
    await (await fetch(url, init)).arrayBuffer();
    asked += 1;
  };
  try {
    for (const [id, url] of host.urls) {
      const seed = networkModules.find((module) => module.id === id)?.simulatedAccounts[0];
      for (const route of [
        '/',
        '/v26.0/me/adaccounts?fields=id,name,currency',
        `/v26.0/act_${seed?.remoteId}/campaigns?fields=id`,
        '/nowhere',
      ])
        await ask(url + route, { headers: { authorization: `Bearer ${seed?.secret}` } });
      host.addFault({ network: id, operation: '*', kind: '429', times: 1 });
      const body = JSON.stringify({
        name: `Ventas ñ [${'a'.repeat(8)}]`,
        objective: 'OUTCOME_TRAFFIC',
        status: 'PAUSED',
        special_ad_categories: ['EMPLOYMENT'],
      });
      for (let time = 0; time < 3; time += 1)
        await ask(`${url}/v26.0/act_${seed?.remoteId.replace(/^act_/, '')}/campaigns`, {
          method: 'POST',
          headers: { authorization: `Bearer ${seed?.secret}`, 'content-type': 'application/json' },
          body,
        });
      host.advance(3_600_000);
    }
  } finally {
    await host.close();
  }
  return asked;
}

test('a recorded session is answered byte for byte by fresh simulators, and one changed byte is found', async () => {
  const file = path.join(scratchFolder(), 'session.jsonl');
  const asked = await session(file);
  const report = replay(file, creators);
  expect(report.difference).toBeNull();
  expect(report.exchanges).toBe(asked);
  expect(Object.keys(report.byNetwork).toSorted()).toEqual(networkModules.map((module) => module.id).toSorted());

  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '') as { reply: string };
  const other = Buffer.from(`${Buffer.from(last.reply, 'base64').toString('utf8')} `, 'utf8').toString('base64');
  writeFileSync(file, `${[...lines.slice(0, -1), JSON.stringify({ ...last, reply: other })].join('\n')}\n`);
  expect(replay(file, creators).difference).toMatchObject({ line: lines.length });
});
