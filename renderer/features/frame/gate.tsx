import { lazy, Suspense, useState } from 'react';
import { ClockProvider } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Await, NetworksProvider } from '../../ui/index.ts';
import { Shell } from './shell.tsx';

const Onboarding = lazy(async () => ({ default: (await import('../onboarding/onboarding.tsx')).Onboarding }));
const CannotOpen = lazy(async () => ({ default: (await import('../onboarding/cannot-open.tsx')).CannotOpen }));
const Unlock = lazy(async () => ({ default: (await import('../onboarding/unlock.tsx')).Unlock }));

/** Nothing there yet: the first-run screen. Locked: the key. Open: the program. */
export function Gate() {
  const status = useRead('workspace.status', {});
  // The workspace opens while its recovery key is still on the screen; the key is shown this once, so the program waits.
  const [held, setHeld] = useState(false);
  return (
    <Await reading={status}>
      {(data) => (
        <ClockProvider at={data.now} readAtMs={status.dataUpdatedAt}>
          <Suspense fallback={null}>
            {(data.state === 'none' || held) && <Onboarding status={data} onHold={setHeld} />}
            {data.state === 'locked' && !held && data.obstacle === null && <Unlock status={data} />}
            {data.state === 'locked' && !held && data.obstacle !== null && <CannotOpen status={data} code={data.obstacle} />}
            {data.state === 'open' && !held && (
              <NetworksProvider>
                <Shell status={data} />
              </NetworksProvider>
            )}
          </Suspense>
        </ClockProvider>
      )}
    </Await>
  );
}
