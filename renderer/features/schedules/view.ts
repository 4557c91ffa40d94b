import { z } from 'zod';

/** View state that belongs in the address. `edit`: `new`, or the id of the one that is edited. */
export const SchedulesView = z.object({
  show: z.enum(['coming', 'over', 'all']).default('coming'),
  open: z.string().nullable().default(null),
  edit: z.string().nullable().default(null),
  kind: z.enum(['publish', 'status', 'budget']).default('publish'),
});
export type SchedulesView = z.infer<typeof SchedulesView>;
