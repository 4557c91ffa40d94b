import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

const NowContext = createContext<number>(0);
const TICK_MS = 20_000;

/** The backend's time: in a simulated workspace it runs ahead of the laptop's. `at` is its last reading, `readAtMs` the laptop's clock at that moment. */
export function ClockProvider({
  at,
  readAtMs,
  children,
}: {
  readonly at: string;
  readonly readAtMs: number;
  readonly children: ReactNode;
}) {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={Date.parse(at) + Math.max(0, tick - readAtMs)}>{children}</NowContext>;
}

/** Milliseconds since 1970 by the backend's clock, moving every few seconds. */
export function useNow(): number {
  return useContext(NowContext);
}
