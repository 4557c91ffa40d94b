/** What moved, for screens to read again. Events announce; they never drive work from one feature to another. */
export interface Topics {
  moved(...topics: readonly string[]): void;
  /** Progress of a long command that was called with a task id. `total` null while unknown. */
  progress(taskId: string | null, stage: string, done: number, total: number | null): void;
  /** True once the person asked to cancel this task. */
  cancelled(taskId: string | null): boolean;
}
