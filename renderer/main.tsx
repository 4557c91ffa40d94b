import { z } from 'zod';

// The content policy forbids building code from text. zod probes for it while schemas are made, so it is told before any of ours is read.
z.config({ jitless: true });
const { start } = await import('./start.tsx');
start();
