import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

const NowContext = createContext<number>(0);
/** Apart from the moment, so that what only asks for the year is not drawn again every few seconds. */
const YearContext = createContext<number>(new Date().getFullYear());
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
  const nowMs = Date.parse(at) + Math.max(0, tick - readAtMs);
  return (
    <NowContext value={nowMs}>
      <YearContext value={new Date(nowMs).getFullYear()}>{children}</YearContext>
    </NowContext>
  );
}

/** Milliseconds since 1970 by the backend's clock, moving every few seconds. */
export function useNow(): number {
  return useContext(NowContext);
}

/** The year by the backend's clock; before it has answered, the laptop's. */
export function useYear(): number {
  return useContext(YearContext);
}
