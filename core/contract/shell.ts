import { z } from 'zod';
import { command, Done, Nothing, query } from './define.ts';

/** What the window around the screens can do. The only feature that a shell, not the backend, answers. */
export const shell = {
  capabilities: query({
    standalone: true,
    input: Nothing,
    output: z.object({
      kind: z.enum(['desktop', 'browser']),
      nativeMenu: z.boolean(),
      tray: z.boolean(),
      notifications: z.boolean(),
      version: z.string(),
    }),
  }),
  /** The native menu mirrors the command registry of the screens; a click comes back as a `command` event. */
  setMenu: command({
    standalone: true,
    role: 'view',
    input: z.strictObject({
      groups: z
        .array(
          z.strictObject({
            label: z.string().max(60),
            items: z
              .array(
                z.strictObject({
                  id: z.string().max(80),
                  label: z.string().max(120),
                  shortcut: z.string().max(40).nullable(),
                  enabled: z.boolean(),
                }),
              )
              .max(60),
          }),
        )
        .max(12),
    }),
    output: Done,
  }),
  /** Opens a page of a known host in the person's browser; anything else is refused. */
  openExternal: command({ standalone: true, role: 'view', input: z.strictObject({ url: z.string().max(2048) }), output: Done }),
  /** An operating system notification; `target` is the screen that a click opens. */
  notify: command({
    standalone: true,
    role: 'view',
    input: z.strictObject({ title: z.string().max(120), body: z.string().max(400), target: z.string().max(200).nullable() }),
    output: Done,
  }),
};
export const shellErrors = ['shell.not_supported', 'shell.address_refused'] as const;
