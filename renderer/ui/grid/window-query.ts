import { useMemo } from 'react';
import { encodeInput } from '../../rpc/client.ts';
import { useBackend, type InputOf, type OutputOf, type QueryName } from '../../rpc/index.ts';
import type { WindowAnswer } from './pages.ts';
import { useGridWindow, type WindowSource } from './use-window.ts';

/**
 * A list of the contract behind a grid. `input` is the question without its window; another input is another list.
 * The keys are those of `useRead`, so the topics that move refresh the pages in sight.
 */
export function useListWindow<N extends QueryName, Row>(
  name: N,
  input: Omit<InputOf<N>, 'offset' | 'limit'>,
  pick: (answer: OutputOf<N>) => WindowAnswer<Row>,
  revision = '',
): WindowSource<Row, OutputOf<N>> {
  const { call } = useBackend();
  const wire = JSON.stringify([encodeInput(name, { ...input, offset: 0, limit: 1 }), revision]);
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const whole = { ...input, offset, limit } as InputOf<N>; // the window is the part that was left out
      return { queryKey: [name, encodeInput(name, whole), revision], queryFn: () => call(name, whole) };
    },
    [call, name, wire], // `wire` says all that `input` does, and is equal when it means the same
  );
  return useGridWindow<Row, OutputOf<N>>({ key: wire, ask, pick });
}
