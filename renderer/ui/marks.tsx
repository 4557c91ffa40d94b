import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { useRead } from '../rpc/index.ts';

/** Names and order of the networks as the backend registers them; shape and hue follow the order. */
interface NetworkNames {
  readonly nameOf: (id: string) => string;
  readonly indexOf: (id: string) => number;
}

const NetworksContext = createContext<NetworkNames>({ nameOf: (id) => id, indexOf: hashed });

export function NetworksProvider({ children }: { readonly children: ReactNode }) {
  const { data } = useRead('networks.list', {});
  const names = useMemo<NetworkNames>(() => {
    const list = data?.networks ?? [];
    const index = new Map(list.map((network, position) => [network.id, position]));
    return {
      nameOf: (id) => list.find((network) => network.id === id)?.displayName ?? id.charAt(0).toUpperCase() + id.slice(1),
      indexOf: (id) => index.get(id) ?? hashed(id),
    };
  }, [data]);
  return <NetworksContext value={names}>{children}</NetworksContext>;
}

export function useNetworkNames(): NetworkNames {
  return useContext(NetworksContext);
}

function hashed(id: string): number {
  return Array.from(id).reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
}

/** Eight shapes, told apart without colour. Drawn in a 12-unit square. */
const SHAPES: readonly string[] = [
  'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Z',
  'M1.6 1.6h8.8v8.8H1.6Z',
  'M6 1 11.4 10.6H.6Z',
  'M6 .4 11.6 6 6 11.6.4 6Z',
  'M4 1h4v3h3v4H8v3H4V8H1V4h3Z',
  'M6 .6 11 3.4v5.2L6 11.4 1 8.6V3.4Z',
  'M6 11.2.6 1.6h10.8Z',
  'M1 6a5 5 0 0 1 10 0v4.5H1Z',
];

/** CSS colour of a network for charts. */
export function useNetworkColour(): (id: string) => string {
  const { indexOf } = useNetworkNames();
  return (id) => `var(--net-${(indexOf(id) % SHAPES.length) + 1})`;
}

/** A shape and a hue of its own for each network, never its logo; with the name unless the surroundings say it. */
export function NetworkMark({
  id,
  showName = true,
  size = 12,
}: {
  readonly id: string;
  readonly showName?: boolean;
  readonly size?: number;
}) {
  const { nameOf, indexOf } = useNetworkNames();
  const shape = indexOf(id) % SHAPES.length;
  return (
    <span className="network-mark" {...(showName ? {} : { role: 'img', 'aria-label': nameOf(id), title: nameOf(id) })}>
      <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden className={`net-${shape + 1}`}>
        <path d={SHAPES[shape]} fill="currentColor" />
      </svg>
      {showName && <span className="truncate">{nameOf(id)}</span>}
    </span>
  );
}
