import { FAULT_KINDS, TRANSPORT_FAULTS, type FaultPlace, type NetworkFaultKind, type SimulatedNetwork } from './types.ts';

export interface Fault {
  readonly network: string;
  readonly operation: string;
  readonly kind: string;
  readonly times: number;
}

/** What is armed and has not happened yet. */
export interface ArmedFaults {
  /** Throws where no network that it is aimed at would ever act it out: a fault that silently does nothing proves nothing. */
  arm(fault: Fault): void;
  take(network: string, operation: string, matches: (kind: string) => boolean): string | null;
  clear(): void;
}

export function createFaults(networks: ReadonlyMap<string, SimulatedNetwork>): ArmedFaults {
  const armed: (Omit<Fault, 'times'> & { times: number })[] = [];
  return {
    arm(fault) {
      if (!(FAULT_KINDS as readonly string[]).includes(fault.kind)) throw new Error(`Unknown fault ${fault.kind}`);
      const aimedAt = [...networks.values()].filter(({ id }) => fault.network === '*' || fault.network === id);
      if (aimedAt.length === 0 && fault.network !== '*') throw new Error(`No simulated network is called ${fault.network}`);
      const reasons = aimedAt.map((network) => whyNothing(network, fault));
      if (reasons.length > 0 && !reasons.includes(null)) throw new Error(reasons.join('; '));
      armed.push({ ...fault });
    },
    take(network, operation, matches) {
      const found = armed.find(
        (fault) =>
          (fault.network === network || fault.network === '*') &&
          (fault.operation === operation || fault.operation === '*') &&
          matches(fault.kind),
      );
      if (found === undefined) return null;
      found.times -= 1;
      if (found.times <= 0) armed.splice(armed.indexOf(found), 1);
      return found.kind;
    },
    clear: () => void (armed.length = 0),
  };
}

/** Why the network would never act the fault out; null: it will, once what it is aimed at is asked for. */
function whyNothing({ id, faults }: SimulatedNetwork, { kind, operation }: Fault): string | null {
  if (faults === undefined || (TRANSPORT_FAULTS as readonly string[]).includes(kind)) return null;
  const { at, why } = faults[kind as NetworkFaultKind]; // the kind was checked: no transport's is a network's
  if (at !== null && (operation === '*' || at.test(operation))) return null;
  return `${id} never acts out ${kind}${operation === '*' ? '' : ` at ${operation}`}: ${why}`;
}

/** At the operations named, and nowhere else. */
export function only(names: string, why: string): FaultPlace {
  return { at: new RegExp(`^(?:${names})$`), why };
}

/** At every operation but those named. */
export function allBut(names: string, why: string): FaultPlace {
  return { at: new RegExp(`^(?!(?:${names})$)`), why };
}

export function never(why: string): FaultPlace {
  return { at: null, why };
}
