import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { Boundary } from './features/frame/boundary.tsx';
import { PreferencesProvider } from './features/frame/preferences.tsx';
import { createAppRouter } from './router.tsx';
import { BackendProvider, createQueryClient, type Carrier } from './rpc/index.ts';
import { ToastRegion } from './ui/index.ts';

export function App({ carrier }: { readonly carrier: Carrier }) {
  const [client] = useState(createQueryClient);
  const [router] = useState(createAppRouter);
  return (
    <BackendProvider carrier={carrier} client={client}>
      <PreferencesProvider>
        <Boundary>
          <RouterProvider router={router} />
        </Boundary>
        <ToastRegion />
      </PreferencesProvider>
    </BackendProvider>
  );
}
