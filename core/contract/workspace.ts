import { z } from 'zod';
import { command, Details, Done, Id, Instant, Nothing, query } from './define.ts';

export const WorkspaceKind = z.enum(['simulated', 'live']);
/** How the database key is kept. `training`: a simulated workspace on a machine with no key store and no passphrase. */
export const KeyProtection = z.enum(['key_store', 'passphrase', 'training']);

export const WorkspaceStatus = z.object({
  /** `none`: nothing there yet. `locked`: needs a passphrase or the recovery key. */
  state: z.enum(['none', 'locked', 'open']),
  directory: z.string(),
  workspaceId: Id.nullable(),
  kind: WorkspaceKind.nullable(),
  keyProtection: KeyProtection.nullable(),
  /** Why nothing can be written or published, if so. Catalogue keys `readOnly.*`. */
  /** Error code of what keeps a locked workspace shut when a key would not help: `workspace.newer_file`, `workspace.damaged`, `workspace.migration_failed`, `workspace.in_use`. */
  obstacle: z.string().nullable(),
  readOnly: z.enum(['other_process', 'newer_file', 'other_machine', 'fenced', 'disk_full']).nullable(),
  actor: z.object({ id: Id, name: z.string(), role: z.enum(['view', 'edit', 'approve', 'publish', 'admin']) }).nullable(),
  programVersion: z.string(),
  keyStore: z.enum(['available', 'absent', 'locked']),
  now: Instant,
});
export type WorkspaceStatus = z.infer<typeof WorkspaceStatus>;

export const workspace = {
  status: query({ standalone: true, input: Nothing, output: WorkspaceStatus }),
  /** `recoveryKey` is shown this once and kept nowhere. */
  create: command({
    standalone: true,
    input: z.strictObject({
      kind: WorkspaceKind,
      personName: z.string().trim().min(1).max(80),
      passphrase: z.string().min(8).nullable(),
      withSample: z.boolean(),
    }),
    output: z.object({ status: WorkspaceStatus, recoveryKey: z.string() }),
  }),
  unlock: command({
    standalone: true,
    input: z.strictObject({ passphrase: z.string().nullable(), recoveryKey: z.string().nullable() }),
    output: WorkspaceStatus,
  }),
  /** Makes this machine the home of a workspace that was copied here: a new identity, and publishing waits until the remote state has been read. */
  moveHere: command({ role: 'admin', input: Nothing, output: WorkspaceStatus }),
  info: query({
    input: Nothing,
    output: z.object({
      status: WorkspaceStatus,
      clients: z.number().int(),
      accounts: z.number().int(),
      vacancies: z.number().int(),
      campaigns: z.number().int(),
      ads: z.number().int(),
      databaseBytes: z.number().int(),
      schemaVersion: z.number().int(),
      installationId: Id,
      createdAt: Instant,
    }),
  }),
};
export const workspaceErrors = [
  'workspace.not_open',
  'workspace.exists',
  'workspace.in_use',
  'workspace.newer_file',
  'workspace.passphrase_needed',
  'workspace.wrong_key',
  'workspace.damaged',
  'workspace.directory_not_writable',
  'workspace.migration_failed',
  'workspace.read_only',
  'workspace.not_found',
  'workspace.simulated_network_blocked',
] as const;

export const Locale = z.enum(['es', 'en']);
export const Preferences = z.object({
  locale: Locale,
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  density: z.enum(['compact', 'normal', 'comfortable']),
  railCollapsed: z.boolean(),
  closeToTray: z.boolean(),
  /** Client shown when the program opens; null = all. */
  clientId: Id.nullable(),
});
export type Preferences = z.infer<typeof Preferences>;
export const settings = {
  get: query({ standalone: true, input: Nothing, output: Preferences }),
  set: command({ standalone: true, role: 'view', input: Preferences.partial().strict(), output: Preferences }),
};

export const UndoState = z.object({
  undo: z.object({ labelKey: z.string(), labelValues: Details }).nullable(),
  redo: z.object({ labelKey: z.string(), labelValues: Details }).nullable(),
});
export const history = {
  state: query({ input: Nothing, output: UndoState }),
  undo: command({ input: Nothing, output: UndoState }),
  redo: command({ input: Nothing, output: UndoState }),
  /** The field-level log of one object, newest first. */
  ofObject: query({
    input: z.strictObject({ objectType: z.string(), objectId: Id, limit: z.number().int().min(1).max(200) }),
    output: z.object({
      entries: z.array(
        z.object({
          id: Id,
          at: Instant,
          author: z.string(),
          labelKey: z.string(),
          labelValues: Details,
          field: z.string(),
          before: z.json(),
          after: z.json(),
        }),
      ),
    }),
  }),
};
export const historyErrors = ['history.nothing_to_undo', 'history.nothing_to_redo', 'history.changed_since'] as const;

export const AuditEntry = z.object({
  sequence: z.number().int(),
  at: Instant,
  actor: z.string(),
  carrier: z.string(),
  action: z.string(),
  subject: z.string().nullable(),
  details: Details,
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
export const audit = {
  list: query({
    input: z.strictObject({
      text: z.string().max(100),
      action: z.string().nullable(),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(1000),
    }),
    output: z.object({ entries: z.array(AuditEntry), total: z.number().int() }),
  }),
  /** `brokenAt`: sequence of the first entry that does not follow from the one before. */
  verify: command({
    role: 'view',
    input: Nothing,
    output: z.object({ entries: z.number().int(), intact: z.boolean(), brokenAt: z.number().int().nullable() }),
  }),
  export: query({ input: Nothing, output: z.object({ fileName: z.string(), jsonLines: z.string() }) }),
};

export const Backup = z.object({
  name: z.string(),
  createdAt: Instant,
  bytes: z.number().int(),
  reason: z.enum(['daily', 'manual', 'before_migration', 'before_restore']),
  verified: z.boolean(),
  schemaVersion: z.number().int(),
});
export type Backup = z.infer<typeof Backup>;
export const backup = {
  list: query({ standalone: true, input: Nothing, output: z.object({ backups: z.array(Backup) }) }),
  create: command({ input: Nothing, output: Backup }),
  /** Opens the newest (or named) backup in a scratch place, checks it and counts what is inside. Changes nothing. */
  drill: command({
    role: 'view',
    standalone: true,
    input: z.strictObject({ name: z.string().nullable() }),
    output: z.object({ backup: Backup, opened: z.boolean(), integrity: z.boolean(), vacancies: z.number().int(), ads: z.number().int() }),
  }),
  /** Puts a backup in the place of the database after setting the current one aside. Publishing is fenced until the remote state has been read. */
  restore: command({
    role: 'admin',
    standalone: true,
    input: z.strictObject({ name: z.string() }),
    output: z.object({ restored: Backup, setAside: z.string() }),
  }),
};
export const backupErrors = ['backup.not_found', 'backup.damaged', 'backup.disk_full', 'backup.none'] as const;

export const tasks = {
  cancel: command({ role: 'view', standalone: true, input: z.strictObject({ taskId: z.string().min(1).max(100) }), output: Done }),
};

export const HealthCheck = z.object({ name: z.string(), ok: z.boolean(), level: z.enum(['ok', 'warning', 'error']), details: Details });
export const health = {
  doctor: query({
    standalone: true,
    input: Nothing,
    output: z.object({ checks: z.array(HealthCheck), programVersion: z.string(), node: z.string(), platform: z.string() }),
  }),
};

export const simulators = {
  state: query({
    input: Nothing,
    output: z.object({
      running: z.boolean(),
      controlUrl: z.string().nullable(),
      now: Instant,
      networks: z.array(
        z.object({
          network: z.string(),
          url: z.string(),
          campaigns: z.number().int(),
          adGroups: z.number().int(),
          ads: z.number().int(),
          active: z.number().int(),
          requests: z.number().int(),
        }),
      ),
    }),
  }),
  /** Moves the simulated clock: reviews finish, ads deliver, figures grow. */
  advance: command({ input: z.strictObject({ ms: z.number().int().min(1).max(31_536_000_000) }), output: z.object({ now: Instant }) }),
  fault: command({
    input: z.strictObject({ network: z.string(), operation: z.string(), kind: z.string(), times: z.number().int().min(1).max(1000) }),
    output: Done,
  }),
};
export const simulatorErrors = ['simulators.live_workspace', 'simulators.unreachable'] as const;
