import { createHashHistory, createRootRoute, createRoute, createRouter, Navigate } from '@tanstack/react-router';
import { Suspense } from 'react';
import { Boundary } from './features/frame/boundary.tsx';
import { Gate } from './features/frame/gate.tsx';
import { screens } from './navigation/index.ts';
import { QuietShell } from './ui/index.ts';

/** Addresses live after the hash: the same files are opened from disk and from loopback. */
export function createAppRouter() {
  const root = createRootRoute({ component: Gate, notFoundComponent: ToHome });
  const home = createRoute({ getParentRoute: () => root, path: '/', component: ToHome });
  const routes = screens.map(({ id, Component }) =>
    createRoute({
      getParentRoute: () => root,
      path: `/${id}`,
      component: () => (
        <Boundary key={id}>
          <Suspense fallback={<QuietShell />}>
            <Component />
          </Suspense>
        </Boundary>
      ),
    }),
  );
  return createRouter({ routeTree: root.addChildren([home, ...routes]), history: createHashHistory(), defaultPendingMs: 2_000 });
}

function ToHome() {
  return <Navigate to={'/home'} replace />; // routes come from a list, so their paths are not in the type
}
