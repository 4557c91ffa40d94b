import { networkModules } from '../../adapters/networks/registry.ts';
import { startSimulators } from '../../adapters/simulators/host.ts';
import type { SimContext } from '../../adapters/simulators/types.ts';
import { canaries } from './canaries.ts';

/**
 * Simulated networks whose books are in memory alone, as they would be on another machine; the canaries have answered the lead form of
 * Meta's account, with a free text that says it all once more. Answers where they are reached, and the account to connect.
 */
export async function openCanaryForms() {
  const contexts = new Map<string, SimContext>();
  const module = networkModules.find(({ id }) => id === 'meta');
  const account = module?.simulatedAccounts[0];
  if (module === undefined || account === undefined) throw new Error('Meta has no account to try');
  const host = await startSimulators({
    networks: networkModules.map(({ id, createSimulator }) => (context: SimContext) => {
      contexts.set(id, context);
      return createSimulator(context);
    }),
    directory: null,
    seed: 1,
    port: 0,
    switches: {},
    realNowMs: () => Date.now(),
    logLimit: 10,
  });
  const books = contexts.get(module.id)?.books;
  canaries.forEach((one, index) => {
    const id = `700000000000${String(index).padStart(3, '0')}`;
    const answers = {
      full_name: one.name,
      email: one.email,
      phone_number: one.phone,
      cedula: one.document,
      city: one.name, // typed into the wrong field
      comentarios: `Escriba a ${one.email} o llame al ${one.phone}`,
    };
    books?.put('lead', id, {
      id,
      formId: `8${account.settings['pageId']}`,
      adId: null,
      createdMs: Date.now() - 3_600_000,
      answers: Object.entries(answers).map(([name, value]) => ({ name, values: [value] })),
    });
  });
  return { controlUrl: host.controlUrl, account };
}
